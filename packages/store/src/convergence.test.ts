import type { MemoryHost } from '@rallykit/backend-memory';
import {
  RallyError,
  refKey,
  type Entity,
  type Idea,
  type ListKind,
  type Query,
  type ResumeToken,
} from '@rallykit/core';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { follow, ideaRef, pass, people, settle, start, TestWorld } from './store.test.world.js';
import type { ListView, Store } from './types.js';

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

const all = { kind: 'idea', board: 'product', sort: 'new', first: 100, total: true } as const;
const queries: readonly Query[] = [
  all,
  { kind: 'idea', board: 'product', sort: 'top', first: 2 },
  { kind: 'idea', board: 'product', status: ['open'], first: 3 },
  { kind: 'idea', mine: 'voted', first: 100 },
  { kind: 'comment', subject: ideaRef('idea-1'), first: 2 },
];

type Step =
  | { do: 'vote'; who: number; idea: number; value: -1 | 0 | 1 }
  | { do: 'post' | 'comment'; who: number }
  | { do: 'edit' | 'remove'; who: number; idea: number }
  | { do: 'status'; idea: number; status: string }
  | { do: 'network'; who: number; down: boolean }
  | { do: 'answers'; who: number; lost: boolean }
  | { do: 'gate'; who: number; method: 'list' | 'apply' | 'get' | 'viewer' }
  | { do: 'open' | 'cut' | 'reset' | 'forget' | 'more' | 'again' | 'rejoin'; who: number }
  | { do: 'look'; who: number; query: number }
  | { do: 'wait'; ms: number };

const who = fc.nat({ max: 1 });
const idea = fc.integer({ min: 1, max: 6 });
const simple = (...names: ('open' | 'cut' | 'reset' | 'forget' | 'more' | 'again' | 'rejoin')[]) =>
  fc.record({ do: fc.constantFrom(...names), who });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('vote' as const), who, idea, value: fc.constantFrom(0, 1) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('post' as const, 'comment' as const), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('edit' as const, 'remove' as const), who, idea }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('status' as const),
      idea,
      status: fc.constantFrom('open', 'planned'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('network' as const), who, down: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('answers' as const), who, lost: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('gate' as const),
      who,
      method: fc.constantFrom('list' as const, 'apply' as const, 'get' as const, 'viewer' as const),
    }),
  },
  { weight: 8, arbitrary: simple('open', 'cut', 'reset', 'forget', 'more', 'again', 'rejoin') },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('look' as const),
      who,
      query: fc.nat({ max: queries.length - 1 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 0, 1, 100, 3000) }),
  },
);

interface Seat {
  readonly world: TestWorld;
  readonly store: Store;
  readonly person: 'ana' | 'ben';
  readonly views: Map<number, { view: ListView; stop: () => void }>;
  readonly gates: (() => void)[];
  readonly posted: Map<string, Promise<unknown>>;
  readonly acts: Promise<unknown>[];
  ideas: string[];
}

function sit(person: 'ana' | 'ben', host: MemoryHost): Seat {
  const world = new TestWorld(0, host);
  const store = world.store({ token: person });
  const seat: Seat = {
    world,
    store,
    person,
    views: new Map(),
    gates: [],
    posted: new Map(),
    acts: [],
    ideas: [],
  };
  look(seat, 0);
  return seat;
}

function look(seat: Seat, query: number): void {
  const known = seat.views.get(query);
  if (known && query !== 0) {
    known.stop();
    seat.views.delete(query);
  } else if (!known) {
    const view = seat.store.list(queries[query] as Query<ListKind>);
    seat.views.set(query, { view, stop: follow(view).stop });
  }
}

/** An act that the backend may rightly refuse. */
const attempt = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => {
      if (RallyError.is(error) && ['not-found', 'forbidden', 'conflict', 'aborted'].includes(error.code))
        return error.code;
      throw error;
    },
  );

async function take(step: Step, seats: readonly Seat[], made: string[]): Promise<void> {
  const seat = 'who' in step ? seats[step.who]! : seats[0]!;
  const { store, world } = seat;
  const nth = (n: number) => ideaRef(made[n - 1] ?? `idea-${n}`);
  switch (step.do) {
    case 'vote':
      seat.acts.push(attempt(store.dispatch('vote.set', { subject: nth(step.idea), value: step.value })));
      break;
    case 'post': {
      const id = `made-${made.length}-${seat.person}`;
      made.push(id);
      seat.posted.set(id, attempt(store.dispatch('idea.create', { id, board: 'product', title: id })));
      break;
    }
    case 'comment': {
      const id = `comment-${made.length}-${seat.acts.length}-${seat.person}`;
      seat.acts.push(attempt(store.dispatch('comment.create', { id, subject: ideaRef('idea-1'), body: id })));
      break;
    }
    case 'edit': {
      const known = store.peek(nth(step.idea));
      if (!known) break;
      const input = { id: known.id, revision: known.revision, title: `${known.title}!`.slice(0, 100) };
      seat.acts.push(attempt(store.dispatch('idea.edit', input)));
      break;
    }
    case 'remove':
      seat.acts.push(attempt(store.dispatch('post.remove', { ref: nth(step.idea) })));
      break;
    case 'status':
      await attempt(world.act(people.lea, 'idea.set-status', { id: nth(step.idea).id, status: step.status }));
      break;
    case 'network':
      world.down = step.down;
      if (step.down) world.cut();
      break;
    case 'answers':
      world.loseAnswers = step.lost;
      break;
    case 'gate':
      seat.gates.push(world.gate(step.method));
      break;
    case 'open':
      seat.gates.shift()?.();
      break;
    case 'cut':
      world.cut();
      break;
    case 'reset':
      world.say({ type: 'reset', reason: 'slow' });
      break;
    case 'forget':
      world.say({ type: 'caught-up', at: 'lost.1' as ResumeToken });
      world.cut();
      break;
    case 'more':
      for (const { view } of seat.views.values()) void view.loadMore();
      break;
    case 'again':
      for (const { view } of seat.views.values()) void view.refresh();
      break;
    case 'rejoin':
      store.setToken(seat.person);
      store.setToken(async () => seat.person);
      break;
    case 'look':
      look(seat, step.query);
      break;
    case 'wait':
      await pass(step.ms);
      break;
  }
}

test(
  'whatever happens in whatever order, every store ends in the state of the server',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        vi.setSystemTime(start);
        const { host } = new TestWorld(4);
        const seats = [sit('ana', host), sit('ben', host)];
        const made: string[] = [];
        for (const each of steps) {
          await take(each, seats, made);
        }
        for (const { world, gates } of seats) {
          world.down = world.loseAnswers = false;
          for (const open of gates) open();
        }
        await pass(120_000);
        try {
          for (const seat of seats) await compare(seat, host);
        } finally {
          await Promise.all(seats.map(({ store }) => store.close()));
          await settle();
        }
        expect(vi.getTimerCount()).toBe(0);
        expect(host.watching).toBe(0);
      }),
      { numRuns: 150 },
    );
  },
);

async function compare({ store, person, views, posted, acts }: Seat, host: MemoryHost): Promise<void> {
  expect(store.connection.value).toBe('live');
  expect(store.pending.value).toEqual([]);
  await Promise.all(acts);
  const backend = host.as(people[person]);
  for (const { view } of views.values()) view.showNew();

  const truth = await backend.list(all);
  const mine = views.get(0)!.view.value as ListView<Idea>['value'];
  const byKey = (entities: readonly Entity[]) =>
    Object.fromEntries(entities.map((each) => [refKey(each), each]));
  expect(byKey(mine.items)).toEqual(byKey(truth.items));
  expect(mine).toMatchObject({ status: 'ready', more: false, waiting: 0, total: truth.total?.n });
  expect(mine.error).toBeUndefined();

  for (const item of mine.items) {
    const [vote] = await backend.get([{ kind: 'vote', id: `${person}~idea~${item.id}` }]);
    expect(store.myVote(item)).toBe(vote && 'value' in vote ? vote.value : 0);
  }
  // Every post that was accepted is there, unless it was removed. One that was under way when its author signed in
  // anew, before it was known who they were, may be.
  for (const [id, outcome] of posted) {
    const [found] = await backend.get([ideaRef(id)]);
    if ((await outcome) === 'done') expect(found).not.toBeNull();
    else expect(await outcome).toBe('aborted');
  }
  for (const [at, { view }] of views) {
    expect(view.value.status).toBe('ready');
    const query = { ...queries[at], first: 100 } as Query<ListKind>;
    const page = byKey((await backend.list(query)).items);
    // What is shown is right; and when there is no further page, it is all.
    for (const item of view.value.items) expect(page[refKey(item)]).toEqual(item);
    if (!view.value.more) expect(view.value.items).toHaveLength(Object.keys(page).length);
  }
}
