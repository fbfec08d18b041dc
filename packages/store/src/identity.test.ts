import { RallyError } from '@rallykit/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as acting from './acting.js';
import { createStore } from './store.js';
import { follow, ideaRef, idsOf, pass, people, settle, start, TestWorld } from './store.test.world.js';

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

const newest = { kind: 'idea', board: 'product', sort: 'new', first: 2 } as const;
const first = ideaRef('idea-1');
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (RallyError.is(error) ? error.code : error),
  );

test('another person: own votes go, lists stay until they are read again', async () => {
  const world = new TestWorld();
  await world.act(people.ana, 'vote.set', { subject: first, value: 1 });
  await world.act(people.ben, 'vote.set', { subject: ideaRef('idea-2'), value: 1 });
  const store = world.store();
  const list = store.list(newest);
  follow(list);
  await settle();
  expect([store.myVote(first), store.myVote(ideaRef('idea-2'))]).toEqual([1, 0]);
  const open = world.gate('list');
  store.setToken('ben');
  await settle();
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2']);
  expect(list.value.status).toBe('ready');
  expect(store.session.value?.viewer.member?.id).toBe('ben');
  expect(store.myVote(first)).toBe(0);
  open();
  await settle();
  expect([store.myVote(first), store.myVote(ideaRef('idea-2'))]).toEqual([0, 1]);
  expect(world.watching).toBe(1);
  expect(store.connection.value).toBe('live');
  store.setToken(undefined);
  expect(store.session.value).toBeUndefined();
  await settle();
  expect(store.session.value?.viewer.member).toBeNull();
  expect([store.myVote(first), store.myVote(ideaRef('idea-2'))]).toEqual([0, 0]);
});

test("one person's unsent acts are never sent as another", async () => {
  const world = new TestWorld();
  const store = world.store();
  follow(store.list(newest));
  await settle();
  world.down = true;
  const kept = code(store.dispatch('vote.set', { subject: first, value: 1 }));
  await settle();
  store.setToken('ben');
  const mine = code(store.dispatch('vote.set', { subject: ideaRef('idea-2'), value: 1 }));
  await settle();
  world.down = false;
  const before = world.sent.length;
  await pass(60_000);
  expect(await kept).toBe('aborted');
  expect(await mine).toBe('done');
  expect(world.sent.slice(before).flat()).toHaveLength(1);
  expect(store.peek(first)?.tally.up).toBe(0);
  expect(store.myVote(ideaRef('idea-2'))).toBe(1);
});

test('what was under way for one person is not answered to another', async () => {
  const world = new TestWorld();
  const store = world.store();
  follow(store.list(newest));
  await settle();
  const open = world.gate('apply');
  const kept = code(store.dispatch('vote.set', { subject: first, value: 1 }));
  await settle();
  store.setToken('ben');
  await settle();
  open();
  await settle();
  expect(await kept).toBe('aborted');
  expect(store.myVote(first)).toBe(0);
  expect(store.pending.value).toEqual([]);
});

test('nothing that only the one before may see is left to the next', async () => {
  const world = new TestWorld();
  for (const id of ['idea-1', 'idea-3'])
    await world.act(people.ana, 'vote.set', { subject: ideaRef(id), value: 1 });
  const store = world.store();
  follow(store.list(newest));
  await settle();
  const late = world.gate('get');
  follow(store.entity(ideaRef('idea-3')));
  await settle();
  expect(store.peek({ kind: 'vote', id: 'ana~idea~idea-1' })).toBeDefined();
  store.setToken('ben');
  await settle();
  late();
  await settle();
  for (const id of ['idea-1', 'idea-3'])
    expect(store.peek({ kind: 'vote', id: `ana~idea~${id}` })).toBeUndefined();
  expect(store.entity(ideaRef('idea-3')).value.status).toBe('ready');
});

test('a renewed token of the same person changes nothing that shows, and unsent acts go on', async () => {
  const world = new TestWorld();
  const store = world.store();
  follow(store.list(newest));
  await settle();
  world.down = true;
  const kept = code(store.dispatch('vote.set', { subject: first, value: 1 }));
  await settle();
  world.down = false;
  store.setToken(async () => 'ana');
  expect(store.session.value?.viewer.member?.id).toBe('ana');
  expect(store.myVote(first)).toBe(1);
  expect(await kept).toBe('done');
  await settle();
  expect(store.myVote(first)).toBe(1);
});

test('a token that is no longer accepted holds acts until there is another', async () => {
  const world = new TestWorld();
  const asked: string[] = [];
  const store = world.store({ onAuthRequired: (error) => asked.push(error.code) });
  follow(store.list(newest));
  await settle();
  world.failures.apply = [new RallyError('unauthenticated', 'Your sign-in ended.')];
  const kept = code(store.dispatch('vote.set', { subject: first, value: 1 }));
  await pass(60_000);
  expect(asked).toEqual(['unauthenticated']);
  expect(store.pending.value).toMatchObject([{ state: 'waiting' }]);
  expect(world.calls.apply).toBe(1);
  store.setToken('ana');
  expect(await kept).toBe('done');
});

test('a token function is asked again when its token ran out', async () => {
  const world = new TestWorld();
  const token = vi.fn(async () => 'ana');
  const onAuthRequired = vi.fn();
  const store = world.store({ token, onAuthRequired });
  follow(store.list(newest));
  await settle();
  expect(token).toHaveBeenCalledTimes(1);
  world.failures.apply = [new RallyError('unauthenticated', 'Your sign-in ended.')];
  const kept = code(store.dispatch('vote.set', { subject: first, value: 1 }));
  expect(await kept).toBe('done');
  expect(token).toHaveBeenCalledTimes(2);
  expect(onAuthRequired).not.toHaveBeenCalled();
});

test('a token that was never accepted is reported once, not tried in a circle', async () => {
  const world = new TestWorld();
  const refused = () => new RallyError('unauthenticated', 'This token is not valid.');
  world.failures.list = [refused(), refused()];
  world.failures.viewer = [refused(), refused()];
  const onAuthRequired = vi.fn();
  const store = world.store({ token: async () => 'ana', onAuthRequired });
  const list = store.list(newest);
  follow(list);
  await pass(60_000);
  expect(list.value).toMatchObject({ status: 'error', error: { code: 'unauthenticated' } });
  expect(onAuthRequired).toHaveBeenCalledTimes(1);
  expect(world.calls.list).toBe(1);
});

test('an anonymous reader is told to sign in, and the act is not kept', async () => {
  const world = new TestWorld();
  const onAuthRequired = vi.fn();
  const store = world.store({ token: '', onAuthRequired });
  follow(store.list(newest));
  await settle();
  expect(store.refusalCode('vote.set', { subject: first, value: 1 })).toBe('unauthenticated');
  expect(await code(store.dispatch('vote.set', { subject: first, value: 1 }))).toBe('unauthenticated');
  expect(store.pending.value).toEqual([]);
  expect(onAuthRequired).not.toHaveBeenCalled();
});

test('a guest who acts before it is known that they are nobody is known, and sees what they did', async () => {
  const world = new TestWorld();
  const guest = { id: 'guest-7', name: 'Guest 7', role: 'guest' } as const;
  const [nobody, somebody] = [world.connect(null), world.connect(guest)];
  let known = false;
  const asked = world.gate('viewer');
  const store = createStore({
    acting,
    environment: { random: () => 0.5 },
    connect: () => ({
      ...nobody,
      viewer: () => (known ? somebody : nobody).viewer(),
      list: (query, call) => (known ? somebody : nobody).list(query, call),
      apply(commands, call) {
        known = true;
        return somebody.apply(commands, call);
      },
    }),
  });
  follow(store.list(newest));
  await settle();
  expect(await code(store.dispatch('vote.set', { subject: first, value: 1 }))).toBe('done');
  asked();
  await settle();
  expect(store.session.value?.viewer.member?.id).toBe('guest-7');
  expect(store.myVote(first)).toBe(1);
});

test("a guest's first act shows at once and makes them known, without a moment in which it is gone", async () => {
  const world = new TestWorld();
  const guest = { id: 'guest-7', name: 'Guest 7', role: 'guest' } as const;
  let known = false;
  const store = createStore({
    acting,
    environment: { random: () => 0.5 },
    // What backend-http does: nobody at first, a guest from the first act on.
    connect: () => {
      const nobody = world.connect(null);
      const somebody = world.connect(guest);
      const now = () => (known ? somebody : nobody);
      return {
        ...nobody,
        async viewer() {
          const viewer = await now().viewer();
          return known ? viewer : { ...viewer, may: (await somebody.viewer()).may };
        },
        list: (query, call) => now().list(query, call),
        get: (refs, call) => now().get(refs, call),
        apply(commands, call) {
          known = true;
          return somebody.apply(commands, call);
        },
        watch: (scope, from, call) => now().watch!(scope, from, call),
      };
    },
  });
  const list = store.list(newest);
  follow(list);
  await settle();
  expect(store.session.value?.viewer.member).toBeNull();
  expect(store.refusalCode('vote.set', { subject: first, value: 1 })).toBeUndefined();
  const votes: number[] = [];
  list.subscribe(() => votes.push(store.myVote(first)));
  const done = code(store.dispatch('vote.set', { subject: first, value: 1 }));
  expect(store.myVote(first)).toBe(1);
  expect(await done).toBe('done');
  await settle();
  expect(store.session.value?.viewer.member?.id).toBe('guest-7');
  expect(store.myVote(first)).toBe(1);
  expect(votes.length).toBeGreaterThan(0);
  expect(votes).not.toContain(0);
  expect(world.watching).toBe(1);
});

test('what is not there stays known as such when the person becomes known after it', async () => {
  const world = new TestWorld();
  const store = world.store();
  const open = world.gate('viewer');
  const absent = store.entity({ kind: 'idea', id: 'nope' });
  follow(absent);
  await settle();
  expect(absent.value.status).toBe('gone');
  open();
  await settle();
  expect(store.session.value).toBeDefined();
  expect(absent.value.status).toBe('gone');
});

test('what is not there is known as such when that and who the person is come to be known together', async () => {
  const store = new TestWorld().store();
  const absent = store.entity({ kind: 'board', id: 'nope' });
  follow(absent);
  follow(store.list({ kind: 'idea', board: 'nope' }));
  follow(store.session);
  await settle();
  expect(absent.value.status).toBe('gone');
});
