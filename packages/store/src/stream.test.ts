import { RallyError, type ResumeToken } from '@rallykit/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { follow, ideaRef, idsOf, pass, people, settle, start, TestWorld } from './store.test.world.js';

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

const newest = { kind: 'idea', board: 'product', sort: 'new', first: 2, total: true } as const;

async function opened(world: TestWorld, options: Parameters<TestWorld['store']>[0] = {}) {
  const store = world.store(options);
  const list = store.list(newest);
  follow(list);
  await settle();
  return { store, list, score: (id = 'idea-1') => store.peek(ideaRef(id))?.tally.score };
}

test('after a break the stream goes on from where it was', async () => {
  const world = new TestWorld();
  const { store, score } = await opened(world);
  const states: string[] = [];
  store.connection.subscribe(() => states.push(store.connection.value));
  world.cut();
  await settle();
  await world.act(people.ben, 'vote.set', { subject: ideaRef('idea-1'), value: 1 });
  expect(score()).toBe(5);
  await pass(1000);
  expect(score()).toBe(6);
  expect(store.connection.value).toBe('live');
  expect(states[0]).toBe('offline');
  expect(world.calls).toMatchObject({ watch: 2, list: 1 });
});

test('while the backend does not answer it is asked ever more rarely, and at once when the network is back', async () => {
  const world = new TestWorld();
  let online = () => {};
  const { store } = await opened(world, {
    environment: { random: () => 0.5, online: (run) => ((online = run), () => {}) },
  });
  world.down = true;
  world.cut();
  await pass(300_000);
  expect(store.connection.value).toBe('offline');
  expect(world.calls.watch).toBeGreaterThan(8);
  expect(world.calls.watch).toBeLessThan(30);
  world.down = false;
  online();
  await settle();
  expect(store.connection.value).toBe('live');
});

test('what arrives twice or out of order lands once', async () => {
  const world = new TestWorld();
  const { store, score } = await opened(world);
  const first = await world.act(people.ben, 'vote.set', { subject: ideaRef('idea-1'), value: 1 });
  const second = await world.act(people.lea, 'vote.set', { subject: ideaRef('idea-1'), value: 1 });
  await settle();
  expect(score()).toBe(7);
  const at = 'one.1' as ResumeToken;
  world.say({ type: 'changes', changes: second, at });
  world.say({ type: 'changes', changes: first, at });
  await settle();
  expect(score()).toBe(7);
  const removed = await world.act(people.lea, 'post.remove', { ref: ideaRef('idea-1') });
  await settle();
  world.say({ type: 'changes', changes: [...removed, ...second], at });
  await settle();
  expect(store.peek(ideaRef('idea-1'))).toBeUndefined();
});

test('a reset reads everything again, as far as it was read', async () => {
  const world = new TestWorld();
  const { store, list } = await opened(world);
  await list.loadMore();
  const idea = store.entity(ideaRef('idea-5'));
  follow(idea);
  await settle();
  const before = { ...world.calls };
  world.say({ type: 'reset', reason: 'gap' });
  await settle();
  await world.act(people.ben, 'vote.set', { subject: ideaRef('idea-2'), value: 1 });
  expect(idsOf(list)).toHaveLength(4);
  await pass(1000);
  expect(store.connection.value).toBe('live');
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2', 'idea-3', 'idea-4']);
  expect(list.value.items[1]?.tally.up).toBe(1);
  expect(world.calls.list).toBe(before.list + 1);
  expect(world.calls.get).toBe(before.get + 1);
});

test('a server that lost its memory tells, and all is read again', async () => {
  const world = new TestWorld();
  const { list } = await opened(world);
  world.say({ type: 'caught-up', at: 'another.7' as ResumeToken });
  await settle();
  world.cut();
  await world.act(people.ben, 'vote.set', { subject: ideaRef('idea-1'), value: 1 });
  await pass(5000);
  expect(list.value.items[0]?.tally.up).toBe(1);
});

test('with one entity only, nothing is missed between reading it and watching it', async () => {
  const world = new TestWorld();
  const store = world.store();
  const open = world.gate('get');
  const idea = store.entity(ideaRef('idea-1'));
  follow(idea);
  await settle();
  await world.act(people.ben, 'vote.set', { subject: ideaRef('idea-1'), value: 1 });
  open();
  await settle();
  expect(idea.value).toMatchObject({ entity: { tally: { score: 6 } } });
});

test('a view of another board widens the one stream', async () => {
  const world = new TestWorld();
  const { store } = await opened(world);
  expect(world.calls.watch).toBe(1);
  await world.act(people.lea, 'board.create', { id: 'other', purpose: 'process', title: 'Other' });
  const other = store.list({ kind: 'idea', board: 'other' });
  follow(other);
  await settle();
  expect(world.watching).toBe(1);
  await world.act(people.ben, 'idea.create', { id: 'there', board: 'other', title: 'There' });
  await world.act(people.ben, 'vote.set', { subject: ideaRef('idea-1'), value: 1 });
  await settle();
  expect(idsOf(other)).toEqual(['there']);
  expect(store.peek(ideaRef('idea-1'))?.tally.score).toBe(6);
});

test('a backend that does not tell of changes is static, and still read again after a failure', async () => {
  const world = new TestWorld();
  world.down = true;
  const { store, list } = await opened(world, { watch: false });
  expect(list.value).toMatchObject({ status: 'error', error: { code: 'offline' } });
  expect(store.connection.value).toBe('offline');
  world.down = false;
  await pass(30_000);
  expect(list.value.status).toBe('ready');
  expect(store.connection.value).toBe('static');
  await store.dispatch('vote.set', { subject: ideaRef('idea-1'), value: 1 });
  expect(list.value.items[0]?.tally.up).toBe(1);
});

test('a list that failed can be asked for at once', async () => {
  const world = new TestWorld();
  world.failures.list = [new RallyError('forbidden', 'Not for you.')];
  const { list } = await opened(world);
  expect(list.value).toMatchObject({ status: 'error', error: { code: 'forbidden' } });
  const again = list.refresh();
  expect(list.value.status).toBe('loading');
  await again;
  expect(list.value).toMatchObject({ status: 'ready' });
  expect(list.value.error).toBeUndefined();
});

test('a refresh that fails keeps what is shown', async () => {
  const world = new TestWorld();
  const { list } = await opened(world);
  world.failures.list = [new RallyError('invalid', 'No.')];
  await list.refresh();
  expect(list.value).toMatchObject({ status: 'ready', error: { code: 'invalid' } });
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2']);
});

test('nothing is kept alive after a break that nobody waits for', async () => {
  const world = new TestWorld();
  const store = world.store();
  const seen = follow(store.list(newest));
  await settle();
  world.down = true;
  world.cut();
  await pass(10_000);
  seen.stop();
  await pass(1_000);
  expect(vi.getTimerCount()).toBe(0);
  expect(world.watching).toBe(0);
});

test('what nobody shows is forgotten in the long run', async () => {
  const world = new TestWorld(50);
  const { store } = await opened(world);
  const one = { kind: 'idea', id: 'idea-50' } as const;
  for (let round = 0; round < 1100; round++) {
    await world.act(people.ben, 'idea.create', { id: `many-${round}`, board: 'product', title: 'One more' });
    if (round === 0) await world.act(people.ben, 'vote.set', { subject: one, value: 1 });
    if (round % 100 === 0) await world.act(people.lea, 'post.remove', { ref: ideaRef(`many-${round}`) });
  }
  await settle();
  expect(store.peek(one)).toBeUndefined();
  expect(store.peek(ideaRef('idea-1'))).toBeDefined();
  expect(store.peek(ideaRef('many-1099'))).toBeDefined();
});
