import { command, RallyError, type Command } from '@rallykit/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  follow,
  ideaRef,
  idsOf,
  pass,
  people,
  settle,
  start,
  succeeded,
  TestWorld,
} from './store.test.world.js';
import type { Store } from './types.js';

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

const newest = { kind: 'idea', board: 'product', sort: 'new', first: 2, total: true } as const;
const vote = (store: Store, value: -1 | 0 | 1, id = 'idea-1') =>
  store.dispatch('vote.set', { subject: ideaRef(id), value });
const score = (store: Store, id = 'idea-1') => store.peek(ideaRef(id))?.tally.score;
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: unknown) => (RallyError.is(error) ? error.code : error),
  );

async function opened(world: TestWorld, options: Parameters<TestWorld['store']>[0] = {}) {
  const store = world.store(options);
  const list = store.list(newest);
  const seen = follow(list);
  const idea = store.entity(ideaRef('idea-1'));
  follow(idea);
  await settle();
  return { store, list, idea, seen };
}

test('a vote shows in the same task, is confirmed by its receipt and lands once', async () => {
  const world = new TestWorld();
  const { store, list, idea, seen } = await opened(world);
  const open = world.gate('apply');
  const { calls } = seen;
  const done = vote(store, 1);
  expect(score(store)).toBe(6);
  expect(store.myVote(ideaRef('idea-1'))).toBe(1);
  await Promise.resolve();
  await Promise.resolve();
  expect(seen.calls).toBe(calls + 1);
  expect(list.value.items[0]?.tally.up).toBe(1);
  expect(idea.value).toMatchObject({ status: 'ready', pending: true });
  expect(store.pending.value).toMatchObject([{ type: 'vote.set', state: 'sending' }]);
  await settle();
  expect(score(store)).toBe(6);
  open();
  expect(succeeded(await done)).toBe(true);
  await settle();
  expect(score(store)).toBe(6);
  expect(idea.value).toMatchObject({ pending: false });
  expect(store.pending.value).toEqual([]);
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2']);
});

test('an act that is refused is taken back and says why', async () => {
  const world = new TestWorld();
  const { store, list } = await opened(world);
  const before = list.value.items;
  world.failures.apply = [new RallyError('forbidden', 'Voting is over here.')];
  const done = code(vote(store, 1));
  expect(score(store)).toBe(6);
  expect(await done).toBe('forbidden');
  expect(score(store)).toBe(5);
  expect(store.myVote(ideaRef('idea-1'))).toBe(0);
  expect(list.value.items).toEqual(before);
  expect(store.pending.value).toEqual([]);
});

test('taking an act back does not take back what others did meanwhile', async () => {
  const world = new TestWorld();
  const { store } = await opened(world);
  world.failures.apply = [new RallyError('forbidden', 'Voting is over here.')];
  const open = world.gate('apply');
  const done = code(vote(store, 1));
  await world.act(people.ben, 'vote.set', { subject: ideaRef('idea-1'), value: 1 });
  await settle();
  expect(score(store)).toBe(7);
  open();
  expect(await done).toBe('forbidden');
  expect(score(store)).toBe(6);
});

test('an own post is in its lists at once and counted; when refused it leaves', async () => {
  const world = new TestWorld();
  const { store, list } = await opened(world);
  const post = (id: string) => store.dispatch('idea.create', { id, board: 'product', title: 'Mine' });
  const done = post('mine');
  expect(idsOf(list)).toEqual(['mine', 'idea-1', 'idea-2']);
  expect(list.value).toMatchObject({ total: 6, waiting: 0 });
  await done;
  await settle();
  expect(idsOf(list)).toEqual(['mine', 'idea-1', 'idea-2']);
  expect(list.value.total).toBe(6);
  await pass(1);
  world.failures.apply = [new RallyError('invalid', 'No.')];
  const refused = code(post('bad'));
  expect(idsOf(list)).toEqual(['bad', 'mine', 'idea-1', 'idea-2']);
  expect(await refused).toBe('invalid');
  expect(idsOf(list)).toEqual(['mine', 'idea-1', 'idea-2']);
  expect(list.value.total).toBe(6);
  await list.refresh();
  expect(idsOf(list)).toEqual(['mine', 'idea-1']);
  expect(list.value.total).toBe(6);
});

test('an own removal leaves at once and comes back to its place when refused', async () => {
  const world = new TestWorld();
  await world.act(people.ana, 'idea.create', { id: 'mine', board: 'product', title: 'Mine' });
  const { store, list } = await opened(world);
  expect(idsOf(list)).toEqual(['mine', 'idea-1']);
  world.failures.apply = [new RallyError('forbidden', 'No.')];
  const refused = code(store.dispatch('post.remove', { ref: ideaRef('mine') }));
  expect(idsOf(list)).toEqual(['idea-1']);
  expect(list.value.total).toBe(5);
  expect(await refused).toBe('forbidden');
  expect(idsOf(list)).toEqual(['mine', 'idea-1']);
  await store.dispatch('post.remove', { ref: ideaRef('mine') });
  await settle();
  expect(idsOf(list)).toEqual(['idea-1']);
  expect(list.value.total).toBe(5);
});

test('an own comment stands at the end, also before the pages between were read', async () => {
  const world = new TestWorld();
  const subject = ideaRef('idea-1');
  for (const id of ['c1', 'c2', 'c3']) {
    await pass(1);
    await world.act(people.ben, 'comment.create', { id, subject, body: id });
  }
  const { store } = await opened(world);
  const comments = store.list({ kind: 'comment', subject, first: 2, total: true });
  follow(comments);
  await settle();
  await pass(1);
  await store.dispatch('comment.create', { id: 'mine', subject, body: 'Mine' });
  expect(idsOf(comments)).toEqual(['c1', 'c2', 'mine']);
  await comments.loadMore();
  expect(idsOf(comments)).toEqual(['c1', 'c2', 'c3', 'mine']);
  expect(comments.value).toMatchObject({ more: false, total: 4 });
});

test('votes set while one is on its way are sent in order, and the last wins', async () => {
  const world = new TestWorld();
  const { store } = await opened(world);
  const open = world.gate('apply');
  const all = [vote(store, 1)];
  await settle();
  all.push(vote(store, 0), vote(store, 1), vote(store, 0));
  expect(store.myVote(ideaRef('idea-1'))).toBe(0);
  expect(score(store)).toBe(5);
  open();
  await Promise.all(all);
  await settle();
  expect(world.sent.map((batch) => batch.map(({ input }) => (input as { value: number }).value))).toEqual([
    [1],
    [0],
    [1],
    [0],
  ]);
  expect(score(store)).toBe(5);
  expect(store.pending.value).toEqual([]);
});

test('what is dispatched in one moment goes in one request, unless it is about the same', async () => {
  const world = new TestWorld();
  const { store } = await opened(world);
  await Promise.all([
    vote(store, 1, 'idea-1'),
    vote(store, 1, 'idea-2'),
    vote(store, 0, 'idea-1'),
    vote(store, 1, 'idea-3'),
  ]);
  expect(world.sent.map((batch) => batch.length)).toEqual([2, 2]);
});

test('in a batch, an act that is refused does not take its neighbours along', async () => {
  const world = new TestWorld();
  const { store } = await opened(world);
  const bad = code(store.dispatch('idea.set-status', { id: 'idea-3', status: 'planned' }));
  const good = code(vote(store, 1));
  expect(await Promise.all([bad, good])).toEqual(['forbidden', 'done']);
  expect(world.sent.map((batch) => batch.length)).toEqual([2]);
});

test('offline, an act is kept, shown and sent when the network is back; others follow in order', async () => {
  const world = new TestWorld();
  const { store } = await opened(world);
  world.down = true;
  world.cut();
  const first = vote(store, 1);
  await settle();
  expect(store.connection.value).toBe('offline');
  expect(store.pending.value).toMatchObject([{ state: 'waiting' }]);
  const second = store.dispatch('comment.create', {
    id: 'c',
    subject: ideaRef('idea-1'),
    body: 'From the train',
  });
  await pass(600_000);
  expect(store.pending.value.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
  expect(score(store)).toBe(6);
  expect(store.peek(ideaRef('idea-1'))?.comments).toBe(1);
  world.down = false;
  await pass(60_000);
  expect((await Promise.all([first, second])).every(succeeded)).toBe(true);
  expect(store.connection.value).toBe('live');
  expect(store.pending.value).toEqual([]);
  const ids = new Set(world.sent.flat().map(({ id }) => id));
  expect(ids.size).toBe(2);
});

test('attempts get rarer, and the network coming back cuts the wait', async () => {
  const world = new TestWorld();
  let online = () => {};
  const { store } = await opened(world, {
    watch: false,
    environment: { random: () => 0.5, online: (run) => ((online = run), () => {}) },
  });
  world.down = true;
  const done = vote(store, 1);
  await pass(60_000);
  const { apply } = world.calls;
  expect(apply).toBeGreaterThan(5);
  expect(apply).toBeLessThan(12);
  world.down = false;
  online();
  await settle();
  expect(world.calls.apply).toBe(apply + 1);
  expect(succeeded(await done)).toBe(true);
});

test('an act whose answer was lost is sent again under its id and has one effect', async () => {
  const world = new TestWorld();
  const { store } = await opened(world);
  world.loseAnswers = true;
  const done = store.dispatch('idea.create', { id: 'mine', board: 'product', title: 'Mine' });
  await settle();
  expect(store.pending.value).toHaveLength(1);
  expect(store.peek(ideaRef('mine'))).toMatchObject({ title: 'Mine' });
  world.loseAnswers = false;
  await pass(60_000);
  expect(await done).toMatchObject({ replayed: true });
  const page = await world.host.as(people.ana).list({ kind: 'idea', total: true });
  expect(page.total?.n).toBe(6);
});

test('the server says when to come back, and nothing is sent before', async () => {
  const world = new TestWorld();
  const { store } = await opened(world);
  world.failures.apply = [new RallyError('rate-limited', 'Slow down.', { retryAfterMs: 20_000 })];
  const done = code(vote(store, 1));
  await pass(19_000);
  expect(world.calls.apply).toBe(1);
  await pass(1_000);
  expect(await done).toBe('done');
  expect(world.calls.apply).toBe(2);
});

test('a backend that keeps failing on its own account is not asked for ever', async () => {
  const world = new TestWorld();
  const { store } = await opened(world);
  world.failures.apply = Array.from({ length: 20 }, () => new Error('broken'));
  const done = code(vote(store, 1));
  await pass(600_000);
  expect(await done).toBe('internal');
  expect(world.calls.apply).toBe(5);
  expect(score(store)).toBe(5);
});

test('a text edited twice in a row does not conflict with itself', async () => {
  const world = new TestWorld();
  await world.act(people.ana, 'idea.create', { id: 'mine', board: 'product', title: 'One' });
  const { store } = await opened(world);
  const edit = (title: string) => {
    const { revision } = store.peek(ideaRef('mine'))!;
    return store.dispatch('idea.edit', { id: 'mine', revision, title });
  };
  await world.act(people.ben, 'vote.set', { subject: ideaRef('mine'), value: 1 });
  const both = [edit('Two'), edit('Three')];
  expect(store.peek(ideaRef('mine'))?.title).toBe('Three');
  await Promise.all(both);
  expect(store.peek(ideaRef('mine'))?.title).toBe('Three');
});

test('an edit based on a copy that somebody changed meanwhile conflicts, own votes on it or not', async () => {
  const world = new TestWorld();
  await world.act(people.ana, 'idea.create', { id: 'mine', board: 'product', title: 'One' });
  const { store } = await opened(world);
  const open = world.gate('apply');
  const voted = vote(store, 1, 'mine');
  const { revision } = store.peek(ideaRef('mine'))!;
  await world.act(people.lea, 'idea.edit', { id: 'mine', revision: 1, title: 'Of the team' });
  await settle();
  const edited = code(store.dispatch('idea.edit', { id: 'mine', revision, title: 'Two' }));
  open();
  await voted;
  expect(await edited).toBe('conflict');
  expect(store.peek(ideaRef('mine'))?.title).toBe('Of the team');
});

test('a second edit does not undo what somebody wrote since the first, whose answer was lost', async () => {
  const world = new TestWorld();
  await world.act(people.ana, 'idea.create', { id: 'mine', board: 'product', title: 'One' });
  const { store } = await opened(world);
  world.loseAnswers = true;
  const [first, second] = ['Two', 'Three'].map((title) =>
    code(store.dispatch('idea.edit', { id: 'mine', revision: 1, title })),
  );
  await settle();
  await world.act(people.lea, 'idea.edit', { id: 'mine', revision: 2, title: 'Of the team' });
  world.loseAnswers = false;
  await pass(60_000);
  expect([await first, await second]).toEqual(['done', 'conflict']);
  expect(store.peek(ideaRef('mine'))?.title).toBe('Of the team');
});

test('an edit that was done on another base, by way of another tab, is done', async () => {
  const world = new TestWorld();
  await world.act(people.ana, 'idea.create', { id: 'mine', board: 'product', title: 'One' });
  const { store } = await opened(world);
  await world.act(people.ben, 'vote.set', { subject: ideaRef('mine'), value: 1 });
  world.down = true;
  const act = code(store.dispatch('idea.edit', { id: 'mine', revision: 1, title: 'Two' }));
  const { id } = store.pending.value[0]!;
  const input = { id: 'mine', revision: 2, title: 'Two' };
  await world.host.as(people.ana).apply([command(id, 'idea.edit', input) as Command]);
  world.down = false;
  await pass(60_000);
  expect(await act).toBe('done');
  expect(store.peek(ideaRef('mine'))?.title).toBe('Two');
});

test('an act on what is not at hand is sent all the same', async () => {
  const world = new TestWorld();
  const store = world.store();
  expect(succeeded(await vote(store, 1, 'idea-4'))).toBe(true);
});

test('a refusal is known beforehand where enough is at hand', async () => {
  const world = new TestWorld();
  const store = world.store();
  const status = { id: 'idea-1', status: 'planned' };
  expect(store.refusal('idea.set-status', status)).toBeUndefined();
  follow(store.list(newest));
  await settle();
  expect(store.refusal('idea.set-status', status)?.code).toBe('forbidden');
  expect(store.refusal('vote.set', { subject: ideaRef('idea-1'), value: 1 })).toBeUndefined();
  expect(store.refusal('vote.set', { subject: ideaRef('idea-1'), value: -1 })?.code).toBe('invalid');
  expect(store.refusal('vote.set', { subject: ideaRef('idea-4'), value: -1 })).toBeUndefined();
  expect(store.refusal('idea.create', { id: 'new', board: 'product', title: 'New' })).toBeUndefined();
  expect(store.refusal('idea.edit', { id: 'idea-1', revision: 1, title: 'x' })?.code).toBe('forbidden');
  await world.act(people.lea, 'post.lock', { ref: ideaRef('idea-1'), locked: true });
  await settle();
  expect(store.refusal('vote.set', { subject: ideaRef('idea-1'), value: 1 })?.code).toBe('forbidden');
});

test('a closed store sends nothing, tells whoever waits, and keeps nothing alive', async () => {
  const world = new TestWorld();
  const { store } = await opened(world);
  world.down = true;
  const kept = code(vote(store, 1));
  await settle();
  await store.close();
  expect(await kept).toBe('closed');
  expect(await code(vote(store, 1))).toBe('closed');
  await settle();
  expect(world.watching).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('commands carry what was given, whatever becomes of the object', async () => {
  const world = new TestWorld();
  const { store } = await opened(world);
  const input = { id: 'mine', board: 'product', title: 'One' };
  const done = store.dispatch('idea.create', input);
  input.title = 'Two';
  await done;
  expect((world.sent[0]?.[0] as Command<'idea.create'>).input.title).toBe('One');
});

test('what acting takes loads on need: an act before that waits for it', async () => {
  const world = new TestWorld();
  const { store } = await opened(world, { lazy: true });
  const open = world.gate('apply');
  const done = vote(store, 1);
  expect(score(store)).toBe(5);
  await store.prepare();
  await settle();
  expect(score(store)).toBe(6);
  expect(store.myVote(ideaRef('idea-1'))).toBe(1);
  open();
  expect(succeeded(await done)).toBe(true);
  expect(score(store)).toBe(6);
});

test('an act that waits for what acting takes is still of the person who did it', async () => {
  const world = new TestWorld();
  const { store } = await opened(world, { lazy: true });
  const done = vote(store, 1);
  store.setToken('ben');
  await expect(done).rejects.toMatchObject({ code: 'aborted' });
  expect(world.sent).toEqual([]);
  expect(store.pending.value).toEqual([]);
});

test('an act that waits for what acting takes is refused when the store closes', async () => {
  const { store } = await opened(new TestWorld(), { lazy: true });
  const done = vote(store, 1);
  await store.close();
  await expect(done).rejects.toMatchObject({ code: 'closed' });
});

test('what can be refused without the rules is', async () => {
  const world = new TestWorld();
  await world.act(people.lea, 'idea.set-status', { id: 'idea-2', status: 'declined' });
  const { store } = await opened(world, { lazy: true });
  const voteOn = (id: string, value: 1 | -1) =>
    store.refusalCode('vote.set', { subject: ideaRef(id), value });
  const move = { id: 'idea-1', status: 'planned' };
  expect(store.refusalCode('idea.set-status', move)).toBe('forbidden');
  expect(voteOn('idea-1', 1)).toBeUndefined();
  expect(voteOn('idea-2', 1)).toBe('forbidden');
  expect(voteOn('idea-1', -1)).toBeUndefined();
  expect(store.refusal('idea.set-status', move)).toBeUndefined();
  await store.prepare();
  expect(store.refusal('idea.set-status', move)?.message).toBe(
    'This is for the people who run this community.',
  );
  expect(voteOn('idea-1', -1)).toBe('invalid');
});

test('an act that names nothing where it could name something is sent', async () => {
  const { store } = await opened(new TestWorld());
  const done = code(store.dispatch('answer.accept', { question: 'nowhere', answer: null }));
  await settle();
  expect(await done).toBe('not-found');
  expect(store.pending.value).toEqual([]);
});
