import { RallyError, command, importOrder, toRallyError, type Entity, type Identity } from '@rallykit/core';
import { parseCommand } from '@rallykit/core/schema';
import type { Feed } from './feed.js';
import { trim } from './log.js';
import type { Connection } from './open.js';
import type { Transaction } from './tables.js';
import { Unit, type Act, type Outcome } from './unit.js';

const hour = 3_600_000;

export interface WriterOptions {
  readonly now: () => number;
  /** Commands kept in the log of each community. */
  readonly retention: number;
  /** How long the outcome of a command is remembered. */
  readonly receiptsMs: number;
}

export type Answer = Outcome | { readonly error: RallyError };

/** Carries out commands, in transactions that tabs take turns for. */
export class Writer {
  readonly #connection: Connection;
  readonly #feed: Feed;
  readonly #options: WriterOptions;
  #cleanedAt = -Infinity;

  constructor(connection: Connection, feed: Feed, options: WriterOptions) {
    this.#connection = connection;
    this.#feed = feed;
    this.#options = options;
  }

  /** One answer each, in order, once all is on the disk. */
  async run(community: string, acts: readonly Act[]): Promise<readonly Answer[]> {
    if (acts.length === 0) return [];
    try {
      const answers = await this.#together(community, acts);
      this.#feed.committed();
      return answers;
    } catch (thrown) {
      if (acts.length === 1) return [{ error: toRallyError(thrown) }];
    }
    // One transaction each: what the browser has no room for does not take its neighbours along.
    const answers: Answer[] = [];
    for (const act of acts) answers.push(...(await this.run(community, [act])));
    return answers;
  }

  /** Takes entities over, in any order, when the community has no history yet: all of them or none. */
  async seed(community: string, entities: readonly Entity[]): Promise<void> {
    const rank = ({ kind }: Entity) => importOrder.indexOf(kind);
    const acts = [...entities]
      .sort((a, b) => rank(a) - rank(b))
      .map((entity) => parseCommand(command('seed', 'entity.import', { entity })));
    const { now, retention } = this.#options;
    await this.#connection.write(async (tx) => {
      const unit = await Unit.begin(tx, community);
      if (unit.seq > 0) return;
      for (const act of acts) await unit.carryOut(act, seeder, now());
      await unit.settled();
      await trim(tx, community, unit.seq, retention);
    });
  }

  /** All in one transaction. Rejects, with nothing done, when the store fails; a command that is refused is no failure. */
  #together(community: string, acts: readonly Act[]): Promise<readonly Answer[]> {
    const { now, retention } = this.#options;
    return this.#connection.write(async (tx) => {
      const unit = await Unit.begin(tx, community);
      const answers: Answer[] = [];
      for (const act of acts) answers.push(await unit.run(act, now()).catch(refusal));
      await unit.settled();
      await trim(tx, community, unit.seq, retention);
      await this.#cleanUp(tx);
      return answers;
    });
  }

  /** Forgets outcomes that are older than promised, now and then. */
  async #cleanUp(tx: Transaction<'readwrite'>): Promise<void> {
    const now = this.#options.now();
    if (now - this.#cleanedAt < hour) return;
    this.#cleanedAt = now;
    const receipts = tx.objectStore('receipt');
    const range = IDBKeyRange.upperBound(now - this.#options.receiptsMs, true);
    const old = await receipts.index('at').getAllKeys(range);
    await Promise.all(old.map((key) => receipts.delete(key)));
  }
}

const seeder: Identity = { id: 'seed', name: 'Seed', role: 'operator' };

/** A refusal is an answer; anything else that was thrown fails the transaction. */
function refusal(thrown: unknown): Answer {
  if (RallyError.is(thrown)) return { error: thrown };
  throw thrown;
}
