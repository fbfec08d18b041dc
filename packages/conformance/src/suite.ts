import { RallyError } from '@rallykit/core';
import type { Backend, Capabilities, CommandType, Entity, FilterName, ListKind, Sort } from '@rallykit/core';
import { fail, why } from './assert.js';
import { boards, makeCommunity } from './seed.js';
import type { Stage } from './stage.js';
import type { CreateWorld, Seed, World } from './world.js';

/** What a test needs of a backend; where it is not there, the test is skipped and says so. */
export interface Needs {
  readonly commands?: readonly CommandType[];
  readonly kinds?: readonly ListKind[];
  readonly sorts?: readonly Sort[];
  readonly filters?: readonly FilterName[];
  /** So many commands at once. */
  readonly batch?: number;
  readonly live?: true;
  readonly resume?: true;
  readonly idempotency?: true;
  readonly search?: true;
  readonly similar?: true;
  readonly voters?: true;
  readonly reasons?: true;
  readonly totals?: true;
  readonly restart?: true;
  readonly openWatches?: true;
  /** A limit of writes, of about `seed.writesAMinute`. */
  readonly writesAMinute?: true;
  /** A board with votes for and against. */
  readonly against?: true;
}

export interface Test {
  /** Starts with the number of each invariant that it holds the backend to. */
  readonly name: string;
  readonly needs: Needs;
  readonly run: (stage: Stage) => Promise<void>;
  /** What the community `default` has beside its boards. */
  readonly seed: readonly Entity[];
  readonly retention?: number;
}

export interface Group {
  readonly name: string;
  readonly tests: readonly Test[];
}

export function test(
  name: string,
  {
    seed = [],
    retention,
    ...needs
  }: Needs & { readonly seed?: readonly Entity[]; readonly retention?: number },
  run: Test['run'],
): Test {
  return { name, needs, seed, run, ...(retention !== undefined && { retention }) };
}

/** What a world can do: its backend's capabilities, and what the world itself offers. */
export interface Probe {
  readonly supports: Capabilities;
  readonly restart: boolean;
  readonly openWatches: boolean;
  /** Whether it limits writes when it is asked to. */
  readonly writesAMinute: boolean;
  /** Whether the board `process` takes votes against, as in the seed. */
  readonly against: boolean;
}

/** Soon used up, and soon there again. */
const writesAMinute = 600;

const seedOf = ({ seed, retention, needs }: Pick<Test, 'seed' | 'retention' | 'needs'>): Seed => ({
  communities: {
    default: [makeCommunity(), ...boards, ...seed],
    other: [makeCommunity({ name: 'Other' }), ...boards],
  },
  ...(retention !== undefined && { retention }),
  ...(needs.writesAMinute && { writesAMinute }),
});

/** Asks a world what it and its backend can do. */
export async function probe(createWorld: CreateWorld): Promise<Probe> {
  const ask = async (needs: Needs) => {
    const world = await createWorld(seedOf({ seed: [], needs }));
    try {
      const backend = await world.connect('ana');
      const supports = await backend.supports();
      const against = await takesVotesAgainst(backend);
      const { restart, openWatches } = world;
      return { supports, restart: restart !== undefined, openWatches: openWatches !== undefined, against };
    } finally {
      await world.close();
    }
  };
  const limited = await ask({ writesAMinute: true });
  return { ...(await ask({})), writesAMinute: limited.supports.limits.writesAMinute !== undefined };
}

async function takesVotesAgainst(backend: Backend): Promise<boolean> {
  // A backend that fails at this is told so by the tests.
  const [board] = await backend.get([{ kind: 'board', id: 'process' }]).catch(() => []);
  return board !== undefined && board !== null && 'votes' in board && board.votes === 'up-down';
}

/** Why a test can't run, or undefined when it can. */
export function lacking({ needs }: Test, probed: Probe): string | undefined {
  const { supports, restart, openWatches } = probed;
  const missing = [
    ...without('the command', needs.commands, supports.commands),
    ...without('a list of', needs.kinds, supports.kinds),
    ...without('the order', needs.sorts, supports.sorts),
    ...without('a list by', needs.filters, supports.filters),
    ...(needs.batch && needs.batch > supports.batch.max ? [`batches of ${needs.batch}`] : []),
    ...(needs.live && supports.live.mode !== 'stream' ? ['live changes'] : []),
    ...(needs.resume && !supports.live.resume ? ['resuming'] : []),
    ...(needs.idempotency && supports.idempotency.retentionMs === 0 ? ['memory of commands'] : []),
    ...(needs.search && !supports.search ? ['search'] : []),
    ...(needs.similar && !supports.similar ? ['similar posts'] : []),
    ...(needs.voters && !supports.voters ? ['who voted'] : []),
    ...(needs.reasons && !supports.reasons ? ['why somebody voted'] : []),
    ...(needs.totals && supports.totals === 'none' ? ['totals'] : []),
    ...(needs.writesAMinute && !probed.writesAMinute ? ['a limit of writes'] : []),
  ];
  if (needs.against && !probed.against) missing.push('a board with votes for and against');
  if (missing.length > 0) return `the backend does not have ${missing.join(', ')}`;
  if (needs.restart && !restart) return 'the world keeps nothing over a restart';
  if (needs.openWatches && !openWatches) return 'the world does not tell how many watches are open';
  return undefined;
}

const without = <T extends string>(what: string, wanted: readonly T[] = [], there: readonly T[]): string[] =>
  wanted.filter((each) => !there.includes(each)).map((each) => `${what} ${each}`);

/** Runs one test in a world of its own; rejects with what does not hold. */
export async function runTest(
  test: Test,
  createWorld: CreateWorld,
  { supports, against }: Probe,
  patienceMs: number,
): Promise<void> {
  const worlds: World[] = [];
  const open: Backend[] = [];
  const make = async (communities?: Seed['communities']) => {
    const world = await createWorld({ ...seedOf(test), ...(communities && { communities }) });
    worlds.push(world);
    return world;
  };
  const world = await make();
  try {
    await test.run({
      world,
      supports,
      against,
      patienceMs,
      another: make,
      async as(persona, community) {
        const backend = await world.connect(persona, community);
        open.push(backend);
        return backend;
      },
    });
  } catch (error) {
    if (RallyError.is(error)) fail(`what ought to work was refused with ${why(error)}`);
    throw error;
  } finally {
    for (const backend of open) await backend.close();
    for (const each of worlds) await each.close();
  }
}
