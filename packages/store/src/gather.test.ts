import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Idea } from '@rallykit/core';
import { follow, ideaRef, people, settle, start, TestWorld } from './store.test.world.js';

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page that is painted when the test says so. */
function painting() {
  const waiting: (() => void)[] = [];
  const document = { hidden: false };
  vi.stubGlobal('document', document);
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => void waiting.push(run));
  return {
    document,
    async paint() {
      for (const run of waiting.splice(0)) run();
      await settle();
    },
  };
}

/** A page that shows so many ideas, each by a view of its own and all in a list. */
async function shown(count: number) {
  const page = painting();
  const world = new TestWorld(count);
  const store = world.store({ environment: { random: () => 0.5, channel: () => undefined } });
  const list = store.list({ kind: 'idea', board: 'product', sort: 'new', first: 100 });
  const inList = follow(list);
  await settle();
  while (list.value.more) {
    await list.loadMore();
    await settle();
  }
  expect(list.value.items).toHaveLength(count);
  const inViews = list.value.items.map(({ id }) => follow(store.entity(ideaRef(id))));
  await settle();
  await page.paint();
  const told = () => [inList.calls, inViews.reduce((sum, { calls }) => sum + calls, 0)] as const;
  let [lists, views] = told();
  return {
    world,
    store,
    list,
    ...page,
    /** How often the list and how often all other views told of something since this was asked. */
    told(): [list: number, views: number] {
      const before = [lists, views] as const;
      [lists, views] = told();
      return [lists - before[0], views - before[1]];
    },
  };
}

const vote = (world: TestWorld, id: string, value: 0 | 1) =>
  world.act(people.ben, 'vote.set', { subject: ideaRef(id), value });

test.each([10, 1_000])(
  'of %i ideas shown, those that changed within a frame are told of once',
  async (count) => {
    const { world, store, list, paint, told } = await shown(count);
    // Who votes for the first time is news to all.
    await vote(world, 'idea-1', 1);
    await settle();
    await paint();
    told();
    const before = store.peek(ideaRef('idea-2'))!.tally.score;
    for (let n = 0; n < 25; n++) {
      await vote(world, 'idea-2', n % 2 ? 0 : 1);
      await vote(world, 'idea-3', n % 2 ? 0 : 1);
      await settle();
    }
    expect(told()).toEqual([0, 0]);
    await paint();
    expect(told()).toEqual([1, 2]);
    expect(list.value.items.find(({ id }) => id === 'idea-2')!.tally.score).toBe(before + 1);
    await paint();
    expect(told()).toEqual([0, 0]);
    await store.close();
  },
);

test('an act of this person shows at once, over what is told in the next frame', async () => {
  const { world, store, paint } = await shown(3);
  const view = store.entity(ideaRef('idea-1'));
  const score = () => (view.value.status === 'ready' ? view.value.entity.tally.score : undefined);
  const before = score()!;
  await vote(world, 'idea-1', 1);
  await settle();
  const done = store.dispatch('vote.set', { subject: ideaRef('idea-1'), value: 1 });
  expect([store.myVote(ideaRef('idea-1')), score()]).toEqual([1, before + 1]);
  await paint();
  await done;
  expect([store.myVote(ideaRef('idea-1')), score()]).toEqual([1, before + 2]);
  await store.close();
});

test('a page that nobody sees shows each change as it is told', async () => {
  const { world, store, document } = await shown(3);
  const before = store.peek(ideaRef('idea-1'))!.tally.score;
  document.hidden = true;
  await vote(world, 'idea-1', 1);
  await settle();
  expect(store.peek(ideaRef('idea-1'))!.tally.score).toBe(before + 1);
  await store.close();
});

test('what was told to one person is not shown to the next', async () => {
  const { world, store, paint } = await shown(3);
  await vote(world, 'idea-1', 1);
  await settle();
  const open = world.gate('list');
  const reading = world.gate('get');
  const before = store.peek(ideaRef('idea-1'))!;
  store.setToken('ben');
  await paint();
  expect(store.peek(ideaRef('idea-1'))).toBe(before);
  open();
  reading();
  await settle();
  expect(store.peek(ideaRef('idea-1'))!.tally.score).toBe(before.tally.score + 1);
  await store.close();
});

/** How many changes of this one burst each frame showed, where a change takes so many milliseconds to paint. */
async function burst(count: number, msEach: number): Promise<number[]> {
  const { world, store, list, paint } = await shown(count);
  const told = new Map<string, number>();
  const score = ({ tally }: Idea) => tally.score;
  for (const idea of list.value.items) told.set(idea.id, score(idea) + 1);
  const stop = list.value.items.map(({ id }) =>
    store.entity(ideaRef(id)).subscribe(() => void vi.setSystemTime(Date.now() + msEach)),
  );
  for (const id of told.keys()) await vote(world, id, 1);
  await settle();
  const frames: number[] = [];
  const left = () => list.value.items.filter((idea) => score(idea) !== told.get(idea.id)).length;
  for (let before = left(); before > 0; before = left()) {
    await paint();
    await vi.advanceTimersByTimeAsync(0);
    frames.push(before - left());
  }
  for (const each of stop) each();
  await store.close();
  return frames;
}

test('what comes all at once is shown a part a frame, as much as there is time for', async () => {
  const slow = await burst(400, 2);
  expect(Math.max(...slow.slice(1))).toBeLessThanOrEqual(8);
  expect(slow.reduce((sum, each) => sum + each, 0)).toBe(400);
  const fast = await burst(400, 0);
  expect(fast.length).toBeLessThan(slow.length / 4);
});
