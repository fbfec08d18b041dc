import type { Backend } from '@rallykit/core';
import { deliver, people, type Ledger } from './ledger.js';
import type { Chance } from './random.js';
import type { Person } from './ledger.js';

export interface LoadOptions {
  readonly connect: (person: Person) => Promise<Backend>;
  readonly ledger: Ledger;
  readonly chance: Chance;
  /** How many people act; each waits for an answer before their next act. */
  readonly people: number;
  /** How many act at the same time. */
  readonly atOnce: number;
  readonly deadlineMs: number;
  /** Whether there is more to do; asked before each act. */
  readonly more: () => boolean;
  /** Gives up what is under way too. */
  readonly signal?: AbortSignal;
}

/** People act until there is no more to do; resolves when all that they sent is acknowledged and in the ledger. */
export async function load(options: LoadOptions): Promise<void> {
  const { connect, ledger, chance, atOnce, deadlineMs, more, signal } = options;
  const idle = await Promise.all(
    people(options.people).map(async (person) => ({ person, backend: await connect(person) })),
  );
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      const mine = chance.fork();
      while (more()) {
        const [actor] = idle.splice(mine.whole(idle.length), 1);
        const { person, backend } = actor!;
        const command = ledger.next(person, mine);
        const delivery = await deliver(backend, command, {
          deadlineMs,
          chance: mine,
          ...(signal && { signal }),
        });
        ledger.enter(person, command, delivery);
        idle.push(actor!);
      }
    }),
  );
}
