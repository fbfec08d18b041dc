import { RallyError, command } from '@rallykit/core';
import { attempt, board, Ledger } from './ledger.js';
import { load } from './load.js';
import { FaultProxy, type Fault } from './proxy.js';
import { chanceOf, type Chance } from './random.js';
import { connector, type Kept } from './served.js';

/** What a run through faults was like. */
export interface NetworkReport {
  readonly commands: number;
  readonly replayed: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly connections: Readonly<Partial<Record<Fault['type'], number>>>;
  /** Empty when each command had exactly one effect. */
  readonly differences: readonly string[];
}

/** Connections live for one answer to about eight, so that there are always new ones to go wrong. */
function draw(chance: Chance): Fault {
  const reset = chance.whole(2) === 0;
  const life = chance.whole(8_000);
  switch (chance.whole(16)) {
    case 0:
    case 1:
    case 2:
      return { type: 'cut-request', after: chance.whole(3_000), reset, life };
    case 3:
      return { type: 'delay', ms: chance.whole(60), life };
    case 4:
      return { type: 'half-open', reaches: chance.whole(2) === 0 };
    case 5:
      return { type: 'duplicate', life };
    case 6:
    case 7:
      return { type: 'duplicate', afterMs: chance.whole(1_000), life };
    case 8:
    case 9:
      return { type: 'reorder', ms: chance.whole(100), life };
    default:
      return { type: 'cut-answer', after: life, reset };
  }
}

/** Sends so many commands through connections that fail in every way, and compares the store with what was acknowledged. */
export async function throughFaults(kept: Kept, commands: number, seed: number): Promise<NetworkReport> {
  const chance = chanceOf(seed);
  const site = await kept.serve();
  const faults = chance.fork();
  const proxy = await FaultProxy.listen(
    () => site.port,
    () => draw(faults),
  );
  const ledger = new Ledger('n');
  let left = commands;
  try {
    await load({
      connect: connector(() => proxy.url),
      ledger,
      chance,
      people: 24,
      atOnce: 12,
      // Only what is half open comes to this: longer than a busy machine takes to answer.
      deadlineMs: 2_000,
      more: () => left-- > 0,
    });
    await proxy.settled();
    const host = kept.open();
    const differences = await ledger.differences(host);
    await host.close();
    const { acknowledged, replayed, failures } = ledger;
    return { commands: acknowledged, replayed, failures, connections: proxy.counts, differences };
  } finally {
    await proxy.close();
    await site.stop();
  }
}

/**
 * Cuts the connection at each byte of a request, or of its answer, with a command of its own each time. Whoever sent it
 * has to be told to send it again; doing so finds it not done, or done. Resolves to how many bytes there were.
 */
export async function cutEverywhere(kept: Kept, type: 'cut-request' | 'cut-answer'): Promise<number> {
  const site = await kept.serve();
  const proxy = await FaultProxy.listen(() => site.port);
  try {
    const [cut, direct] = [connector(() => proxy.url), connector(() => site.url)];
    for (let after = 0; ; after++) {
      // A person each, with names of one length, so that every request and every answer has the same.
      const person = { id: `${type}-${String(after).padStart(5, '0')}`, name: 'Person' };
      proxy.plan = () => ({ type, after, reset: after % 2 === 0 });
      const id = `idea-${person.id}`;
      const create = command(id, 'idea.create', { id, board: board.id, title: 'An idea' });
      const failure = await attempt(await cut(person), create, 10_000);
      if (!RallyError.is(failure)) return after;
      const told = `cut after ${after} bytes (${type}): `;
      if (failure.retry !== 'same-key')
        throw new Error(`${told}told to try again ${failure.retry}: ${failure.code}`, { cause: failure });
      const again = await attempt(await direct(person), create, 10_000);
      if (RallyError.is(again)) throw new Error(`${told}refused with ${again.code}`, { cause: again });
      if (again.replayed !== (type === 'cut-answer'))
        throw new Error(`${told}the second time, replayed is ${again.replayed}`);
    }
  } finally {
    await proxy.close();
    await site.stop();
  }
}
