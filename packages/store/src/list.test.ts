import { anticipateAlso, teamRules } from '@rallykit/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { follow, ideaRef, idsOf, pass, people, settle, start, TestWorld } from './store.test.world.js';

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

const newest = { kind: 'idea', board: 'product', sort: 'new', first: 2, total: true } as const;

test('a list loads with its first subscriber, and equal queries share one', async () => {
  const world = new TestWorld();
  const store = world.store();
  const one = store.list(newest);
  const two = store.list({ ...newest });
  expect(one.value).toMatchObject({ status: 'loading', items: [] });
  await settle();
  expect(world.calls.list).toBe(0);
  const seen = follow(one);
  follow(two);
  await settle();
  expect(world.calls).toMatchObject({ list: 1, viewer: 1, watch: 1, get: 0 });
  expect(one.value).toMatchObject({ status: 'ready', more: true, total: 5, waiting: 0, loadingMore: false });
  expect(idsOf(one)).toEqual(['idea-1', 'idea-2']);
  expect(two.value).toBe(one.value);
  expect(seen.calls).toBeGreaterThan(0);
  expect(store.connection.value).toBe('live');
});

test('the list does not wait for the session', async () => {
  const world = new TestWorld();
  const open = world.gate('viewer');
  const store = world.store();
  const list = store.list(newest);
  follow(list);
  await settle();
  expect(list.value.status).toBe('ready');
  expect(store.session.value).toBeUndefined();
  open();
  await settle();
  expect(store.session.value?.viewer.member?.id).toBe('ana');
});

test('further pages come once at a time and nothing comes twice', async () => {
  const world = new TestWorld();
  const list = world.store().list(newest);
  follow(list);
  await settle();
  const both = Promise.all([list.loadMore(), list.loadMore()]);
  expect(list.value.loadingMore).toBe(true);
  await both;
  await settle();
  expect(world.calls.list).toBe(2);
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2', 'idea-3', 'idea-4']);
  await list.loadMore();
  await list.loadMore();
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2', 'idea-3', 'idea-4', 'idea-5']);
  expect(list.value).toMatchObject({ more: false, loadingMore: false, total: 5 });
  expect(world.calls.list).toBe(3);
});

test('a further page that fails leaves the list, says why, and can be asked for again', async () => {
  const world = new TestWorld();
  const list = world.store().list(newest);
  follow(list);
  await settle();
  world.failures.list = [new Error('broken')];
  await list.loadMore();
  expect(list.value).toMatchObject({ status: 'ready', loadingMore: false, error: { code: 'internal' } });
  await list.loadMore();
  expect(list.value.error).toBeUndefined();
  expect(idsOf(list)).toHaveLength(4);
});

test('a long list is kept whole, also when it is read again', async () => {
  const world = new TestWorld(1250);
  const list = world.store().list({ ...newest, first: 100 });
  follow(list);
  await settle();
  while (list.value.more) await list.loadMore();
  expect(new Set(idsOf(list)).size).toBe(1250);
  world.say({ type: 'reset', reason: 'gap' });
  await pass(5000);
  expect(new Set(idsOf(list)).size).toBe(1250);
  expect(list.value).toMatchObject({ more: false, total: 1250 });
});

test('where all was read, what is heard of is new, however wrong the clock is', async () => {
  const world = new TestWorld();
  const ahead = { now: () => Date.now() + 3_600_000 };
  const list = world.store({ environment: ahead }).list({ ...newest, first: 10 });
  follow(list);
  await settle();
  world.cut();
  await world.act(people.ben, 'idea.create', { id: 'new', board: 'product', title: 'New' });
  await world.act(people.lea, 'vote.set', { subject: ideaRef('new'), value: 1 });
  await pass(1_000);
  expect(list.value).toMatchObject({ waiting: 1, total: 6 });
  list.showNew();
  expect(idsOf(list)[0]).toBe('new');
});

test('what votes carry over the edge of a page comes with the next page', async () => {
  const world = new TestWorld();
  const list = world.store().list({ ...newest, sort: 'top' });
  follow(list);
  await settle();
  for (const who of [people.ana, people.ben, people.lea]) {
    await world.act(who, 'vote.set', { subject: ideaRef('idea-4'), value: 1 });
  }
  await settle();
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2']);
  await list.loadMore();
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2', 'idea-3', 'idea-5', 'idea-4']);
  expect(list.value).toMatchObject({ more: false, total: 5 });
});

test('the answer to a reading that was overtaken is dropped', async () => {
  const world = new TestWorld();
  const list = world.store().list(newest);
  follow(list);
  await settle();
  const slow = world.gate('list');
  const more = list.loadMore();
  await settle();
  const fast = world.gate('list');
  const refreshed = list.refresh();
  await settle();
  fast();
  await refreshed;
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2']);
  slow();
  await more;
  await settle();
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2']);
  expect(list.value.loadingMore).toBe(false);
});

test('what others post waits until it is asked for', async () => {
  const world = new TestWorld();
  const list = world.store().list(newest);
  follow(list);
  await settle();
  await pass(1000);
  await world.act(people.ben, 'idea.create', { id: 'bens', board: 'product', title: 'Of Ben' });
  await settle();
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2']);
  expect(list.value).toMatchObject({ waiting: 1, total: 6 });
  list.showNew();
  expect(idsOf(list)).toEqual(['bens', 'idea-1', 'idea-2']);
  expect(list.value).toMatchObject({ waiting: 0, total: 6 });
  await list.loadMore();
  expect(idsOf(list)).toEqual(['bens', 'idea-1', 'idea-2', 'idea-3', 'idea-4']);
});

test('an item that waits and is removed waits no more', async () => {
  const world = new TestWorld();
  const list = world.store().list(newest);
  follow(list);
  await settle();
  await world.act(people.ben, 'idea.create', { id: 'bens', board: 'product', title: 'Of Ben' });
  await world.act(people.ben, 'post.remove', { ref: ideaRef('bens') });
  await settle();
  expect(list.value).toMatchObject({ waiting: 0, total: 5 });
});

test('in an empty list nothing can jump, so what others post is shown', async () => {
  const world = new TestWorld(0);
  const list = world.store().list(newest);
  follow(list);
  await settle();
  expect(list.value).toMatchObject({ status: 'ready', items: [], total: 0 });
  await world.act(people.ben, 'idea.create', { id: 'bens', board: 'product', title: 'Of Ben' });
  await settle();
  expect(idsOf(list)).toEqual(['bens']);
  expect(list.value).toMatchObject({ waiting: 0, total: 1 });
});

test("others' votes change numbers in place and move nothing", async () => {
  const world = new TestWorld();
  const list = world.store().list({ ...newest, sort: 'top' });
  follow(list);
  await settle();
  const before = list.value.items;
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2']);
  for (const who of [people.ben, people.lea]) {
    await world.act(who, 'vote.set', { subject: ideaRef('idea-2'), value: 1 });
    await world.act(who, 'vote.set', { subject: ideaRef('idea-3'), value: 1 });
  }
  await settle();
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2']);
  expect(list.value.items[1]!.tally.score).toBe(before[1]!.tally.score + 2);
  expect(list.value.items[0]).toBe(before[0]);
  expect(list.value.waiting).toBe(0);
});

test('an item that no longer matches leaves, and one that comes to match is offered', async () => {
  const world = new TestWorld();
  const store = world.store();
  const open = store.list({ ...newest, status: ['open'] });
  const planned = store.list({ ...newest, status: ['planned'] });
  follow(open);
  follow(planned);
  await settle();
  await world.act(people.lea, 'idea.set-status', { id: 'idea-5', status: 'planned' });
  await settle();
  expect(idsOf(planned)).toEqual(['idea-5']);
  await world.act(people.lea, 'idea.set-status', { id: 'idea-1', status: 'planned' });
  await settle();
  expect(idsOf(open)).toEqual(['idea-2']);
  expect(open.value.total).toBe(4);
  expect(planned.value).toMatchObject({ waiting: 1, total: 2 });
  planned.showNew();
  expect(idsOf(planned)).toEqual(['idea-1', 'idea-5']);
});

test('what an act of one’s own brings into a list shows at once, whoever wrote it', async () => {
  anticipateAlso(teamRules);
  const world = new TestWorld();
  const store = world.store({ token: 'lea' });
  const planned = store.list({ ...newest, status: ['planned'] });
  follow(store.list({ ...newest, first: 5 }));
  follow(planned);
  await settle();
  for (const id of ['idea-5', 'idea-1']) {
    await store.dispatch('idea.set-status', { id, status: 'planned' });
    await settle();
  }
  expect(idsOf(planned)).toEqual(['idea-1', 'idea-5']);
  expect(planned.value).toMatchObject({ waiting: 0, total: 2 });
});

test('a removed item leaves every list; a late copy does not bring it back', async () => {
  const world = new TestWorld();
  const store = world.store();
  const list = store.list(newest);
  follow(list);
  await settle();
  const late = world.gate('list');
  const refreshed = list.refresh();
  await settle();
  await world.act(people.lea, 'post.remove', { ref: ideaRef('idea-1') });
  await settle();
  expect(idsOf(list)).toEqual(['idea-2']);
  late();
  await refreshed;
  expect(idsOf(list)).toEqual(['idea-2']);
  expect(list.value.total).toBe(4);
  expect(store.peek(ideaRef('idea-1'))).toBeUndefined();
});

test('what comes while a page is on its way is not missed', async () => {
  const world = new TestWorld();
  const store = world.store();
  follow(store.entity(ideaRef('idea-5')));
  await settle();
  expect(store.connection.value).toBe('live');
  const late = world.gate('list');
  const list = store.list(newest);
  follow(list);
  await settle();
  await world.act(people.ben, 'idea.create', { id: 'bens', board: 'product', title: 'Of Ben' });
  await settle();
  late();
  await settle();
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2']);
  expect(list.value).toMatchObject({ waiting: 1, total: 6 });
});

test('a list that was read before the stream was opened elsewhere is read again', async () => {
  const world = new TestWorld();
  const store = world.store();
  const old = world.gate('list');
  const slow = store.list({ ...newest, sort: 'old' });
  follow(slow);
  await settle();
  await world.act(people.ben, 'idea.create', { id: 'bens', board: 'product', title: 'Of Ben' });
  const quick = world.gate('list');
  const fast = store.list(newest);
  follow(fast);
  await settle();
  quick();
  await settle();
  expect(idsOf(fast)).toEqual(['bens', 'idea-1']);
  old();
  await settle();
  expect(slow.value.total).toBe(6);
});

test('an answer of the backend to a search is taken as it is', async () => {
  const world = new TestWorld();
  const store = world.store();
  const found = store.list({ kind: 'idea', search: 'number 3' });
  follow(found);
  await settle();
  expect(idsOf(found)).toEqual(['idea-3']);
  await world.act(people.ben, 'idea.create', { id: 'bens', board: 'product', title: 'Number 3 again' });
  await world.act(people.lea, 'idea.edit', { id: 'idea-3', revision: 1, title: 'Another title' });
  await settle();
  expect(found.value.items.map(({ title }) => title)).toEqual(['Another title']);
  await world.act(people.lea, 'post.remove', { ref: ideaRef('idea-3') });
  await settle();
  expect(found.value.items).toEqual([]);
});

test('answers go with their question', async () => {
  const world = new TestWorld();
  await world.act(people.ben, 'question.create', { id: 'q', board: 'product', title: 'How?' });
  await world.act(people.ben, 'answer.create', { id: 'a', question: 'q', body: 'So.' });
  const store = world.store();
  const answers = store.list({ kind: 'answer', subject: { kind: 'question', id: 'q' } });
  const question = store.entity({ kind: 'question', id: 'q' });
  follow(answers);
  follow(question);
  await settle();
  expect(idsOf(answers)).toEqual(['a']);
  await world.act(people.ben, 'post.remove', { ref: { kind: 'question', id: 'q' } });
  await settle();
  expect(question.value.status).toBe('gone');
  expect(answers.value.items).toEqual([]);
});

test('authors who did not come along are asked for, all in one request', async () => {
  const world = new TestWorld();
  world.bare = true;
  const open = world.gate('get');
  const store = world.store();
  const list = store.list({ ...newest, first: 5 });
  const seen = follow(list);
  await settle();
  const { value: before } = list;
  const { calls } = seen;
  expect(before.status).toBe('ready');
  expect(store.peek({ kind: 'member', id: 'author-1' })).toBeUndefined();
  open();
  await settle();
  expect(world.calls.get).toBe(1);
  for (const n of [1, 2, 3])
    expect(store.peek({ kind: 'member', id: `author-${n}` })?.name).toBe(`Author ${n}`);
  expect(list.value).not.toBe(before);
  expect(seen.calls).toBe(calls + 1);
});

test('one entity: loading, ready, gone, and what is not there', async () => {
  const world = new TestWorld();
  const store = world.store();
  const idea = store.entity(ideaRef('idea-3'));
  const none = store.entity(ideaRef('none'));
  expect(idea.value).toEqual({ status: 'loading' });
  expect(idea.value).toBe(idea.value);
  follow(idea);
  follow(none);
  await settle();
  expect(idea.value).toMatchObject({ status: 'ready', pending: false, entity: { title: 'Idea number 3' } });
  expect(store.peek({ kind: 'member', id: 'author-3' })?.name).toBe('Author 3');
  expect(none.value).toEqual({ status: 'gone' });
  await world.act(people.lea, 'post.remove', { ref: ideaRef('idea-3') });
  await settle();
  expect(idea.value).toEqual({ status: 'gone' });
});

test('an entity that could not be read says why, and is read when that is over', async () => {
  const world = new TestWorld();
  world.down = true;
  const store = world.store();
  const idea = store.entity(ideaRef('idea-3'));
  follow(idea);
  await settle();
  expect(idea.value).toMatchObject({ status: 'error', error: { code: 'offline' } });
  expect(store.connection.value).toBe('offline');
  world.down = false;
  await pass(60_000);
  expect(idea.value).toMatchObject({ status: 'ready' });
  expect(store.connection.value).toBe('live');
});

test('after its last subscriber a view is kept for a moment, then nothing is kept alive', async () => {
  const world = new TestWorld();
  const store = world.store();
  const list = store.list(newest);
  const idea = store.entity(ideaRef('idea-1'));
  const stops = [follow(list), follow(list), follow(idea)];
  await settle();
  expect(world.watching).toBe(1);
  for (const { stop } of stops) stop();
  follow(list).stop();
  await settle();
  expect(world.calls.list).toBe(1);
  await pass(1000);
  expect(world.watching).toBe(0);
  expect(world.host.watching).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  expect(store.connection.value).toBe('idle');
  expect(list.value).toMatchObject({ status: 'loading', items: [] });
  expect(store.peek(ideaRef('idea-1'))).toBeUndefined();
  follow(list);
  await settle();
  expect(idsOf(list)).toEqual(['idea-1', 'idea-2']);
  expect(store.connection.value).toBe('live');
});

const everything = { kind: 'idea', board: 'product', sort: 'new', first: 10, total: true } as const;

test('what came while an act of one’s own hid it is listed once that is refused', async () => {
  const world = new TestWorld();
  const store = world.store();
  const list = store.list(everything);
  follow(list);
  await settle();
  const answer = world.gate('apply');
  const act = store.dispatch('post.remove', { ref: ideaRef('mine') });
  await settle();
  await world.act(people.ana, 'idea.create', { id: 'mine', board: 'product', title: 'By another way' });
  await settle();
  answer();
  await expect(act).rejects.toMatchObject({ code: 'not-found' });
  await settle();
  expect(list.value.total).toBe(6);
  expect(idsOf(list)).toContain('mine');
});

test('what was gone when the list was read is not listed when the act that hid it is refused', async () => {
  const world = new TestWorld();
  await world.act(people.ana, 'idea.create', { id: 'mine', board: 'product', title: 'Mine' });
  const store = world.store({ watch: false });
  const list = store.list(everything);
  follow(list);
  await settle();
  await world.act(people.lea, 'post.remove', { ref: ideaRef('mine') });
  const answer = world.gate('apply');
  const act = store.dispatch('post.remove', { ref: ideaRef('mine') });
  await list.refresh();
  answer();
  await expect(act).rejects.toMatchObject({ code: 'not-found' });
  expect(idsOf(list)).not.toContain('mine');
  expect(list.value).toMatchObject({ total: 5, waiting: 0 });
});
