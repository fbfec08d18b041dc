import { RallyError } from '@rallykit/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeptAct, Keeper } from './keeper.js';
import { follow, ideaRef, pass, people, settle, start, TestWorld } from './store.test.world.js';
import type { StoreOptions } from './types.js';

/** A keeper that outlives the pages of a test. */
function memoryKeeper(): Keeper & { readonly acts: Map<string, KeptAct> } {
  const acts = new Map<string, KeptAct>();
  return {
    acts,
    read: async () => [...acts.values()],
    keep: async (act) => void acts.set(act.command.id, structuredClone(act)),
    drop: async (ids) => ids.forEach((id) => acts.delete(id)),
  };
}

const vote = (id = 'idea-1', value: 0 | 1 = 1) => ({ subject: ideaRef(id), value }) as const;
const quiet = (promise: Promise<unknown>) => void promise.catch(() => {});

/** A page of somebody who looks at the first idea. */
async function visit(world: TestWorld, options: Partial<StoreOptions> = {}) {
  const store = world.store(options);
  follow(store.entity(ideaRef('idea-1')));
  await settle();
  return store;
}

const score = async (world: TestWorld, id = 'idea-1') => {
  const [idea] = await world.host.as(people.lea).get([ideaRef(id)]);
  return idea && 'tally' in idea && 'score' in idea.tally ? idea.tally.score : undefined;
};

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

describe('an act that was not confirmed when the page ended', () => {
  it('shows and is sent in the next page, once', async () => {
    const world = new TestWorld();
    const keeper = memoryKeeper();
    const first = await visit(world, { keeper });
    const before = await score(world);
    world.down = true;
    quiet(first.dispatch('vote.set', vote()));
    await settle();
    expect(first.pending.value).toMatchObject([{ type: 'vote.set', kept: true }]);
    await first.close();
    expect(keeper.acts.size).toBe(1);

    world.down = false;
    const second = await visit(world, { keeper });
    await pass(60_000);
    expect(second.myVote(ideaRef('idea-1'))).toBe(1);
    expect(await score(world)).toBe(before! + 1);
    expect(keeper.acts.size).toBe(0);
    expect(second.pending.value).toEqual([]);
    await second.close();
  });

  it('is listed though one of this page would undo it, once that is refused', async () => {
    const world = new TestWorld();
    const keeper = memoryKeeper();
    const first = await visit(world, { keeper });
    world.down = true;
    quiet(first.dispatch('idea.create', { id: 'mine', board: 'product', title: 'Mine' }));
    await settle();
    await first.close();

    world.down = false;
    const answer = world.gate('apply');
    const kept = await keeper.read();
    let read = () => {};
    const late = {
      ...keeper,
      read: () => new Promise<typeof kept>((resolve) => (read = () => resolve(kept))),
    };
    const second = await visit(world, { keeper: late });
    const ideas = second.list({ kind: 'idea', board: 'product', sort: 'new', first: 10, total: true });
    follow(ideas);
    await settle();
    quiet(second.dispatch('post.remove', { ref: ideaRef('mine') }));
    await settle();
    read();
    answer();
    await pass(60_000);
    expect(ideas.value).toMatchObject({ total: 6, items: { length: 6 } });
    await second.close();
  });

  it('has one effect though it was applied and only its answer was lost', async () => {
    const world = new TestWorld();
    const keeper = memoryKeeper();
    const first = await visit(world, { keeper });
    world.loseAnswers = true;
    quiet(first.dispatch('comment.create', { id: 'c1', subject: ideaRef('idea-1'), body: 'Yes' }));
    await settle();
    await first.close();
    world.loseAnswers = false;
    const second = await visit(world, { keeper });
    await pass(60_000);
    const { items } = await world.host.as(people.lea).list({ kind: 'comment', subject: ideaRef('idea-1') });
    expect(items.map(({ body }) => body)).toEqual(['Yes']);
    expect(second.refused.value).toEqual([]);
    await second.close();
  });

  it('keeps its place before what is done in the next page', async () => {
    const world = new TestWorld();
    const keeper = memoryKeeper();
    const first = await visit(world, { keeper });
    world.down = true;
    quiet(first.dispatch('vote.set', vote('idea-1', 1)));
    quiet(first.dispatch('vote.set', vote('idea-1', 0)));
    await settle();
    await first.close();
    const gate = world.gate('apply');
    world.down = false;
    world.sent.length = 0;
    const second = await visit(world, { keeper });
    quiet(second.dispatch('vote.set', vote('idea-1', 1)));
    gate();
    await pass(60_000);
    const values = world.sent.flat().map(({ input }) => (input as { value: number }).value);
    expect(values).toEqual([1, 0, 1]);
    await second.close();
  });

  it('is that of the guest whom its author became just before the page ended', async () => {
    const world = new TestWorld();
    const keeper = memoryKeeper();
    const guest = { id: 'guest-7', name: 'Guest 7', role: 'guest' } as const;
    const first = await visit(world, { keeper, connect: () => world.connect(null) });
    world.down = true;
    quiet(first.dispatch('vote.set', vote()));
    await settle();
    await first.close();
    expect([...keeper.acts.values()]).toMatchObject([{ person: null }]);
    world.down = false;

    const member = await visit(world, { keeper, token: 'ben' });
    await pass(60_000);
    expect(member.myVote(ideaRef('idea-1'))).toBe(0);
    await member.close();
    const second = await visit(world, { keeper, connect: () => world.connect(guest) });
    await pass(60_000);
    expect(second.myVote(ideaRef('idea-1'))).toBe(1);
    expect(keeper.acts.size).toBe(0);
    await second.close();
  });

  it('is told to its author when it is refused then', async () => {
    const world = new TestWorld();
    const keeper = memoryKeeper();
    const first = await visit(world, { keeper });
    world.down = true;
    quiet(first.dispatch('comment.create', { id: 'c1', subject: ideaRef('idea-1'), body: 'Yes' }));
    await settle();
    await first.close();
    world.down = false;
    await world.act(people.lea, 'post.lock', { ref: ideaRef('idea-1'), locked: true });
    const second = await visit(world, { keeper });
    await pass(60_000);
    expect(second.refused.value).toMatchObject([
      { command: { type: 'comment.create' }, error: { code: 'forbidden' } },
    ]);
    await second.close();
  });
});

describe('a refusal whose page was gone', () => {
  /** A page that shows one, after that of the act is gone. */
  async function refused() {
    const world = new TestWorld();
    const keeper = memoryKeeper();
    const first = await visit(world, { keeper });
    world.down = true;
    quiet(first.dispatch('comment.create', { id: 'c1', subject: ideaRef('idea-1'), body: 'Yes' }));
    await settle();
    await first.close();
    world.down = false;
    await world.act(people.lea, 'post.lock', { ref: ideaRef('idea-1'), locked: true });
    const second = await visit(world, { keeper });
    await pass(60_000);
    return { world, keeper, second };
  }
  const told = [{ command: { type: 'comment.create' }, error: { code: 'forbidden' } }];

  it('is told again in each page until its author has seen it, and not sent again', async () => {
    const { world, keeper, second } = await refused();
    await second.close();
    world.sent.length = 0;
    await world.act(people.lea, 'post.lock', { ref: ideaRef('idea-1'), locked: false });
    const third = await visit(world, { keeper });
    await pass(60_000);
    expect(third.refused.value).toMatchObject(told);
    expect(third.pending.value).toEqual([]);
    expect(world.sent).toEqual([]);
    third.dismiss(third.refused.value[0]!.command.id);
    expect(third.refused.value).toEqual([]);
    await settle();
    await third.close();
    const fourth = await visit(world, { keeper });
    await pass(60_000);
    expect(fourth.refused.value).toEqual([]);
    expect(world.sent).toEqual([]);
    await fourth.close();
  });

  it('is kept for a month after it was seen, for pages that wait apart', async () => {
    const { world, keeper, second } = await refused();
    second.dismiss(second.refused.value[0]!.command.id);
    await second.close();
    const third = await visit(world, { keeper });
    expect(keeper.acts.size).toBe(1);
    await third.close();
    vi.setSystemTime(Date.now() + 31 * 86_400_000);
    const fourth = await visit(world, { keeper });
    await pass(1_000);
    expect(keeper.acts.size).toBe(0);
    await fourth.close();
  });

  it('is for nobody else to see', async () => {
    const { second } = await refused();
    second.setToken('ben');
    await pass(1_000);
    expect(second.refused.value).toEqual([]);
    second.setToken('ana');
    await pass(1_000);
    expect(second.refused.value).toMatchObject(told);
    await second.close();
  });
});

it('keeps no refusal of somebody who is not known yet: they are told at once', async () => {
  const world = new TestWorld();
  const keeper = memoryKeeper();
  const known = world.gate('viewer');
  const told: KeptAct[] = [];
  const keep = (act: KeptAct) => (told.push(act), keeper.keep(act));
  const store = await visit(world, { keeper: { ...keeper, keep } });
  await world.act(people.lea, 'post.lock', { ref: ideaRef('idea-1'), locked: true });
  const act = store.dispatch('comment.create', { id: 'c1', subject: ideaRef('idea-1'), body: 'Yes' });
  await expect(act).rejects.toMatchObject({ code: 'forbidden' });
  known();
  await pass(1_000);
  expect(told).toEqual([]);
  expect(store.refused.value).toEqual([]);
  await store.close();
});

describe('what somebody else did', () => {
  it('waits until they are back, and is never sent as another person', async () => {
    const world = new TestWorld();
    const keeper = memoryKeeper();
    const first = await visit(world, { keeper, token: 'ana' });
    world.down = true;
    quiet(first.dispatch('vote.set', vote()));
    await settle();
    await first.close();
    world.down = false;
    world.sent.length = 0;

    const others = await visit(world, { keeper, token: 'ben' });
    await pass(60_000);
    expect(world.sent).toEqual([]);
    expect(others.myVote(ideaRef('idea-1'))).toBe(0);
    others.setToken('ana');
    await pass(60_000);
    expect(world.sent).toHaveLength(1);
    expect(others.myVote(ideaRef('idea-1'))).toBe(1);
    await others.close();
  });

  it('is kept when another person signs in before it was confirmed', async () => {
    const world = new TestWorld();
    const keeper = memoryKeeper();
    const store = await visit(world, { keeper });
    world.down = true;
    const act = store.dispatch('vote.set', vote());
    quiet(act);
    await settle();
    world.down = false;
    store.setToken('ben');
    await expect(act).rejects.toMatchObject({ code: 'aborted', message: expect.stringContaining('kept') });
    await pass(60_000);
    expect(keeper.acts.size).toBe(1);
    store.setToken('ana');
    await pass(60_000);
    expect(keeper.acts.size).toBe(0);
    expect(store.myVote(ideaRef('idea-1'))).toBe(1);
    await store.close();
  });
});

describe('where nothing can be kept', () => {
  it('is sent all the same, and says that it does not outlive the page', async () => {
    const world = new TestWorld();
    const denied = () => Promise.reject(new RallyError('unavailable', 'Denied.'));
    const store = await visit(world, { keeper: { read: denied, keep: denied, drop: denied } });
    world.down = true;
    const act = store.dispatch('vote.set', vote());
    await settle();
    expect(store.pending.value).toMatchObject([{ kept: false }]);
    world.down = false;
    await pass(60_000);
    expect((await act).error).toBeUndefined();
    await store.close();
  });
});
