import { RallyError } from '@rallykit/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeptAct, Keeper } from './keeper.js';
import { follow, ideaRef, idsOf, pass, people, start, TestWorld } from './store.test.world.js';
import { TestBrowser, type Tab } from './tabs.test.world.js';

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

const newest = { kind: 'idea', board: 'product', sort: 'new', first: 5, total: true } as const;
const first = ideaRef('idea-1');
const vote = (id = 'idea-1', value: 0 | 1 = 1) => ({ subject: ideaRef(id), value }) as const;
const score = ({ store }: Tab, id = 'idea-1') => store.peek(ideaRef(id))?.tally.score;
const comment = (id: string) => ({ id, subject: first, body: `Comment ${id}` }) as const;
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

function memoryKeeper(): Keeper & { readonly acts: Map<string, KeptAct> } {
  const acts = new Map<string, KeptAct>();
  return {
    acts,
    read: async () => [...acts.values()],
    keep: async (act) => void acts.set(act.command.id, structuredClone(act)),
    drop: async (ids) => ids.forEach((id) => acts.delete(id)),
  };
}

/** So many tabs that all look at the list of ideas, and have found each other. */
async function opened(count: number, options: Parameters<TestBrowser['open']>[0] = {}, ideas = 5) {
  const world = new TestWorld(ideas);
  const browser = new TestBrowser(world);
  for (let n = 0; n < count; n++) {
    const tab = browser.open(options);
    follow(tab.store.list(newest));
    await pass(100);
  }
  await pass(1_000);
  return { world, browser, tabs: [...browser.tabs] };
}

describe('several tabs', () => {
  it('of which one is alone says one word and shares nothing', async () => {
    const { world, browser } = await opened(1);
    expect(browser.said).toEqual([0]);
    expect(browser.leaders()).toEqual([]);
    expect(world.watching).toBe(1);
  });

  it('have one stream, and all see what others do', async () => {
    const { world, browser, tabs } = await opened(8);
    expect(world.watching).toBe(1);
    expect(browser.leaders()).toHaveLength(1);
    await world.act(people.ben, 'vote.set', vote());
    await pass(100);
    expect(tabs.map((tab) => score(tab))).toEqual(Array(8).fill(6));
    expect(tabs.map(({ store }) => store.connection.value)).toEqual(Array(8).fill('live'));
    await world.act(people.ben, 'idea.create', { id: 'new', board: 'product', title: 'New' });
    await pass(100);
    expect(tabs.map(({ store }) => store.list(newest).value.waiting)).toEqual(Array(8).fill(1));
  });

  it('have one stream again within two seconds when the one that had it dies, and miss nothing', async () => {
    const { world, browser, tabs } = await opened(8);
    for (let left = 8; left > 1; left--) {
      const [leader] = browser.leaders();
      browser.kill(leader!);
      const [idea] = await world.host.as(people.lea).get([first]);
      const before = (idea as { tally: { up: number } }).tally.up;
      await world.act(people.ben, 'vote.set', vote('idea-1', before ? 0 : 1));
      await pass(2_000);
      const alive = tabs.filter(({ dead }) => !dead);
      expect(alive).toHaveLength(left - 1);
      expect(world.watching).toBe(1);
      expect(alive.map((tab) => score(tab))).toEqual(Array(left - 1).fill(before ? 5 : 6));
    }
  });

  it('hand the stream on when the one that had it is closed', async () => {
    const { world, browser, tabs } = await opened(3);
    const [leader] = browser.leaders();
    await leader!.store.close();
    await pass(2_000);
    expect(world.watching).toBe(1);
    await world.act(people.ben, 'vote.set', vote());
    await pass(100);
    expect(tabs.filter((tab) => tab !== leader).map((tab) => score(tab))).toEqual([6, 6]);
  });

  it('that look at other boards are told of those too', async () => {
    const { world, browser, tabs } = await opened(1);
    await world.act(people.lea, 'board.create', { id: 'other', purpose: 'process', title: 'Other' });
    const tab = browser.open();
    const there = tab.store.list({ kind: 'idea', board: 'other' });
    follow(there);
    await pass(1_000);
    expect(world.watching).toBe(1);
    await world.act(people.ben, 'idea.create', { id: 'there', board: 'other', title: 'There' });
    await world.act(people.ben, 'vote.set', vote());
    await pass(100);
    expect(idsOf(there)).toEqual(['there']);
    expect(score(tabs[0]!)).toBe(6);
  });

  it('close the stream when nobody looks in any of them', async () => {
    const world = new TestWorld();
    const browser = new TestBrowser(world);
    const seen = [1, 2, 3].map(() => follow(browser.open().store.list(newest)));
    await pass(2_000);
    for (const { stop } of seen) stop();
    await pass(5_000);
    expect(world.watching).toBe(0);
  });

  it('read all again after a reset', async () => {
    const { world, tabs } = await opened(3);
    const reads = world.calls.list;
    world.say({ type: 'reset', reason: 'gap' });
    await world.act(people.ben, 'vote.set', vote());
    await pass(10_000);
    expect(world.calls.list).toBe(reads + 3);
    expect(world.watching).toBe(1);
    expect(tabs.map((tab) => score(tab))).toEqual([6, 6, 6]);
  });

  it('take over from one that is frozen, which follows when it thaws', async () => {
    const { world, browser, tabs } = await opened(3);
    const [leader] = browser.leaders();
    leader!.frozen = true;
    await pass(30_000);
    expect(browser.leaders()).toHaveLength(1);
    expect(browser.leaders()[0]).not.toBe(leader);
    leader!.thaw();
    await pass(5_000);
    expect(world.watching).toBe(1);
    await world.act(people.ben, 'vote.set', vote());
    await pass(500);
    expect(tabs.map((tab) => score(tab))).toEqual([6, 6, 6]);
  });

  it('of other people do not mix', async () => {
    const { world, browser, tabs } = await opened(2);
    const ben = browser.open({ token: 'ben' });
    follow(ben.store.list(newest));
    await pass(1_000);
    expect(world.watching).toBe(2);
    void tabs[0]!.store.dispatch('vote.set', vote());
    await pass(1_000);
    expect(tabs.map(({ store }) => store.myVote(first))).toEqual([1, 1]);
    expect(ben.store.myVote(first)).toBe(0);
    expect(score(ben)).toBe(6);
  });
});

describe('an act in one of several tabs', () => {
  it('shows there at once and everywhere soon, and is sent once', async () => {
    const { world, browser, tabs } = await opened(3);
    const [leader] = browser.leaders();
    const other = tabs.find((tab) => tab !== leader)!;
    const open = world.gate('apply');
    const act = outcome(other.store.dispatch('vote.set', vote()));
    await Promise.resolve();
    expect(other.store.myVote(first)).toBe(1);
    expect(score(other)).toBe(6);
    await pass(100);
    expect(tabs.map(({ store }) => store.myVote(first))).toEqual([1, 1, 1]);
    expect(tabs.map(({ store }) => store.pending.value.length)).toEqual([1, 1, 1]);
    open();
    await pass(100);
    expect(await act).toBe('done');
    expect(world.sent.flat()).toHaveLength(1);
    expect(tabs.map(({ store }) => store.pending.value)).toEqual([[], [], []]);
    expect(tabs.map((tab) => score(tab))).toEqual([6, 6, 6]);
  });

  it('is refused where it was done', async () => {
    const { world, browser, tabs } = await opened(3);
    const [leader] = browser.leaders();
    const other = tabs.find((tab) => tab !== leader)!;
    world.down = true;
    const act = outcome(other.store.dispatch('comment.create', comment('c1')));
    await pass(1_000);
    await world.act(people.lea, 'post.lock', { ref: first, locked: true });
    world.down = false;
    await pass(60_000);
    expect(await act).toBe('forbidden');
    expect(tabs.flatMap(({ store }) => store.refused.value)).toEqual([]);
  });

  it('is refused to whoever is left when its tab is gone', async () => {
    const { world, browser, tabs } = await opened(3);
    const [leader] = browser.leaders();
    const other = tabs.find((tab) => tab !== leader)!;
    world.down = true;
    void outcome(other.store.dispatch('comment.create', comment('c1')));
    await pass(1_000);
    browser.kill(other);
    await world.act(people.lea, 'post.lock', { ref: first, locked: true });
    world.down = false;
    await pass(60_000);
    for (const { store } of tabs.filter((tab) => tab !== other))
      expect(store.refused.value).toMatchObject([
        { command: { id: expect.any(String) }, error: { code: 'forbidden' } },
      ]);

    const late = browser.open();
    follow(late.store.list(newest));
    await pass(1_000);
    expect(late.store.refused.value).toMatchObject([{ error: { code: 'forbidden' } }]);
    late.store.dismiss(late.store.refused.value[0]!.command.id);
    await pass(100);
    for (const { store } of browser.tabs.filter((tab) => tab !== other))
      expect(store.refused.value).toEqual([]);
  });

  it('has one effect when the tab that sends dies before the answer', async () => {
    const { world, browser, tabs } = await opened(3);
    const [leader] = browser.leaders();
    const other = tabs.find((tab) => tab !== leader)!;
    world.loseAnswers = true;
    const act = outcome(other.store.dispatch('comment.create', comment('c1')));
    await pass(500);
    browser.kill(leader!);
    world.loseAnswers = false;
    await pass(60_000);
    expect(await act).toBe('done');
    const { items } = await world.host.as(people.lea).list({ kind: 'comment', subject: first });
    expect(items).toHaveLength(1);
  });

  it('that the dying leader did itself goes on in the next', async () => {
    const { world, browser, tabs } = await opened(2);
    const [leader] = browser.leaders();
    world.down = true;
    void outcome(leader!.store.dispatch('vote.set', vote()));
    await pass(500);
    browser.kill(leader!);
    world.down = false;
    await pass(60_000);
    const other = tabs.find((tab) => tab !== leader)!;
    expect(other.store.myVote(first)).toBe(1);
    expect(other.store.pending.value).toEqual([]);
    expect(world.sent.flat().every(({ type }) => type === 'vote.set')).toBe(true);
    expect(score(other)).toBe(6);
  });

  it('comes after those done before it in other tabs', async () => {
    const { world, tabs } = await opened(3);
    world.down = true;
    for (const [at, tab] of [...tabs, ...tabs].entries()) {
      void outcome(tab.store.dispatch('vote.set', vote('idea-1', at % 2 ? 0 : 1)));
      await pass(50);
    }
    world.sent.length = 0;
    world.down = false;
    await pass(60_000);
    const order = [...new Map(world.sent.flat().map((each) => [each.id, each])).values()];
    expect(order.map(({ input }) => (input as { value: number }).value)).toEqual([1, 0, 1, 0, 1, 0]);
    expect(tabs.map(({ store }) => store.myVote(first))).toEqual([0, 0, 0]);
  });

  it('that a tab sent before it joined is answered to those who join with its answer', async () => {
    const { world, browser, tabs } = await opened(2);
    const [leader] = browser.leaders();
    world.failures.apply = [new RallyError('rate-limited', 'Wait.', { retryAfterMs: 60_000 })];
    void outcome(leader!.store.dispatch('vote.set', vote('idea-2')));
    await pass(100);
    const answer = world.gate('apply');
    const early = browser.open();
    const act = outcome(early.store.dispatch('vote.set', vote()));
    follow(early.store.list(newest));
    await pass(100);
    const before = browser.said.length;
    follow(browser.open().store.list(newest));
    // Said in the moment in which it joins, so that the leader tells it of the act before it hears the answer.
    const isHere = (said: unknown) => (said as { type?: string }).type === 'watch';
    while (!browser.said.slice(before).some(isHere)) await pass(1);
    answer();
    await pass(1_000);
    expect(await act).toBe('done');
    const waiting = browser.tabs.map(({ store }) => store.pending.value.map(({ type }) => type));
    expect(waiting).toEqual(Array(4).fill(['vote.set']));
    expect(tabs[0]!.store.myVote(first)).toBe(1);
  });

  it('is not told as refused by a tab that was asleep when another try was good', async () => {
    const keeper = memoryKeeper();
    const { world, browser, tabs } = await opened(2, { keeper });
    const leader = browser.leaders()[0]!;
    const other = tabs.find((tab) => tab !== leader)!;
    const answer = world.gate('apply');
    const act = outcome(other.store.dispatch('vote.set', vote('late')));
    await pass(100);
    leader.frozen = true;
    world.gate('apply')();
    await world.act(people.ben, 'idea.create', { id: 'late', board: 'product', title: 'Late' });
    await pass(60_000);
    expect(await act).toBe('done');
    leader.thaw();
    await pass(100);
    answer();
    await pass(1_000);
    browser.kill(other);
    await pass(30_000);
    expect(leader.store.refused.value).toEqual([]);
    expect(keeper.acts.size).toBe(0);
  });

  it('whose refusal is known only to those who are gone is told, and not sent again', async () => {
    const keeper = memoryKeeper();
    const { world, browser, tabs } = await opened(1, { keeper });
    const never = new Promise<void>(() => {});
    const slow = browser.open({ keeper: { ...keeper, keep: (act) => keeper.keep(act).then(() => never) } });
    follow(slow.store.list(newest));
    await pass(1_000);
    world.down = true;
    void outcome(slow.store.dispatch('comment.create', comment('c1')));
    await pass(100);
    browser.kill(slow);
    await world.act(people.lea, 'post.lock', { ref: first, locked: true });
    world.down = false;
    await pass(60_000);
    expect(tabs[0]!.store.refused.value).toHaveLength(1);
    browser.kill(tabs[0]!);
    await world.act(people.lea, 'post.lock', { ref: first, locked: false });
    world.sent.length = 0;
    const late = browser.open({ keeper });
    follow(late.store.list(newest));
    await pass(60_000);
    expect(late.store.refused.value).toHaveLength(1);
    expect(world.sent).toEqual([]);
  });

  it('does not bring back what was removed before its answer came, where that was not heard', async () => {
    const { world, browser, tabs } = await opened(1);
    const answer = world.gate('apply');
    const act = outcome(
      tabs[0]!.store.dispatch('idea.create', { id: 'brief', board: 'product', title: 'Brief' }),
    );
    await pass(100);
    await world.act(people.lea, 'post.remove', { ref: ideaRef('brief') });
    await pass(100);
    const late = browser.open();
    const list = late.store.list(newest);
    follow(list);
    await pass(1_000);
    answer();
    await pass(1_000);
    expect(await act).toBe('done');
    expect(idsOf(list)).not.toContain('brief');
    expect(list.value.total).toBe(5);
  });

  it('is not sent by its page once that is left, which tells what became of it when it is come back to', async () => {
    const keeper = memoryKeeper();
    const { world, tabs } = await opened(2, { keeper });
    const [left, other] = tabs;
    world.down = true;
    const act = outcome(left!.store.dispatch('comment.create', comment('c1')));
    await pass(500);
    left!.hide();
    left!.event('pagehide');
    await pass(500);
    world.sent.length = 0;
    await world.act(people.lea, 'post.lock', { ref: first, locked: true });
    world.down = false;
    await pass(60_000);
    expect(other!.store.refused.value).toMatchObject([{ error: { code: 'forbidden' } }]);
    expect(world.sent.flat()).toHaveLength(1);
    await world.act(people.lea, 'post.lock', { ref: first, locked: false });
    left!.hide(false);
    await pass(5_000);
    expect(await act).toBe('forbidden');
    expect(world.sent.flat()).toHaveLength(1);
  });

  it('is not sent before the time that the server asks for, though its page was left and come back to', async () => {
    const { world, tabs } = await opened(1);
    const [tab] = tabs;
    world.failures.apply = [new RallyError('rate-limited', 'Wait.', { retryAfterMs: 60_000 })];
    const answer = world.gate('apply');
    const act = outcome(tab!.store.dispatch('vote.set', vote()));
    await pass(100);
    tab!.hide();
    tab!.event('pagehide');
    answer();
    await pass(1_000);
    tab!.hide(false);
    await pass(30_000);
    expect(world.sent).toHaveLength(1);
    await pass(60_000);
    expect(await act).toBe('done');
  });

  it('that was kept by a page of before is sent by one tab', async () => {
    const keeper = memoryKeeper();
    const { world, browser } = await opened(1, { keeper });
    world.down = true;
    void outcome(browser.tabs[0]!.store.dispatch('comment.create', comment('c1')));
    await pass(500);
    browser.kill(browser.tabs[0]!);
    expect(keeper.acts.size).toBe(1);
    world.down = false;
    world.sent.length = 0;
    for (let n = 0; n < 3; n++) follow(browser.open({ keeper }).store.list(newest));
    await pass(60_000);
    expect(world.sent.flat()).toHaveLength(1);
    expect(keeper.acts.size).toBe(0);
    expect(browser.tabs.flatMap(({ store }) => store.refused.value)).toEqual([]);
  });

  it('says in every tab whether it is kept', async () => {
    const keeper = memoryKeeper();
    const { world, tabs } = await opened(2, { keeper });
    world.down = true;
    void outcome(tabs[1]!.store.dispatch('vote.set', vote()));
    await pass(200);
    for (const { store } of tabs)
      expect(store.pending.value).toMatchObject([{ type: 'vote.set', kept: true }]);
    world.down = false;
    await pass(60_000);
    expect(keeper.acts.size).toBe(0);
  });
});

describe('while the server is away, several tabs', () => {
  it('all say so, and are live again by one stream', async () => {
    const { world, tabs } = await opened(4);
    world.down = true;
    world.cut();
    await pass(100);
    expect(tabs.map(({ store }) => store.connection.value)).toEqual(Array(4).fill('offline'));
    await world.act(people.ben, 'vote.set', vote());
    world.down = false;
    await pass(60_000);
    expect(tabs.map(({ store }) => store.connection.value)).toEqual(Array(4).fill('live'));
    expect(tabs.map((tab) => score(tab))).toEqual(Array(4).fill(6));
    expect(world.watching).toBe(1);
  });
});

describe('where tabs cannot talk', () => {
  it.each([
    ['no channel', { channel: () => undefined }],
    ['no locks', { locks: undefined }],
    [
      'locks that are denied',
      { locks: { request: () => Promise.reject(new DOMException('', 'SecurityError')) } },
    ],
  ])('%s: each works on its own', async (_, environment) => {
    const world = new TestWorld();
    const browser = new TestBrowser(world);
    const keeper = memoryKeeper();
    const tabs = [1, 2].map(() => browser.open({ keeper }, environment));
    for (const { store } of tabs) follow(store.list(newest));
    await pass(1_000);
    expect(world.watching).toBe(2);
    expect(await outcome(tabs[0]!.store.dispatch('vote.set', vote()))).toBe('done');
    await pass(100);
    expect(tabs.map((tab) => score(tab))).toEqual([6, 6]);
    expect(keeper.acts.size).toBe(0);
  });
});

describe('signing out in one tab', () => {
  it('signs out all that have the same person by a fixed token', async () => {
    const { browser, tabs } = await opened(3);
    const ben = browser.open({ token: 'ben' });
    follow(ben.store.list(newest));
    await pass(500);
    tabs[1]!.store.setToken(undefined);
    await pass(1_000);
    for (const { store } of tabs) expect(store.session.value?.viewer.member).toBeNull();
    expect(ben.store.session.value?.viewer.member?.id).toBe('ben');
  });

  it('asks a token function again, and believes it', async () => {
    const world = new TestWorld();
    const browser = new TestBrowser(world);
    let signedIn: string | undefined = 'ana';
    const shared = browser.open({ token: async () => signedIn });
    const own = browser.open({ token: async () => 'ana' });
    const fixed = browser.open();
    for (const { store } of browser.tabs) follow(store.list(newest));
    await pass(1_000);
    signedIn = undefined;
    fixed.store.setToken(undefined);
    await pass(1_000);
    expect(shared.store.session.value?.viewer.member).toBeNull();
    expect(own.store.session.value?.viewer.member?.id).toBe('ana');
  });

  it('leaves no act to be sent by somebody else', async () => {
    const { world, tabs } = await opened(2);
    world.down = true;
    const acts = tabs.map(({ store }, at) => outcome(store.dispatch('vote.set', vote(`idea-${at + 1}`))));
    await pass(500);
    tabs[0]!.store.setToken(undefined);
    await pass(500);
    world.down = false;
    world.sent.length = 0;
    await pass(60_000);
    expect(await Promise.all(acts)).toEqual(['aborted', 'aborted']);
    expect(world.sent).toEqual([]);
  });
});

describe('a token that is not accepted any more', () => {
  it('leaves no stream that nobody ends', async () => {
    const { world, browser, tabs } = await opened(2);
    const [leader] = browser.leaders();
    world.failures.watch = [new RallyError('unauthenticated', 'Ended.')];
    world.cut();
    await pass(5_000);
    leader!.store.setToken('ben');
    await pass(5_000);
    expect(world.watching).toBe(2);
    for (const { store } of tabs) await store.close();
    await pass(1_000);
    expect(world.watching).toBe(0);
  });

  it.each(['is still there', 'saw it dismissed', 'is gone again'])(
    'sends nothing again that was refused by way of another tab meanwhile, which %s',
    async (other) => {
      const keeper = memoryKeeper();
      const { world, browser, tabs } = await opened(1, { keeper });
      const [old] = tabs;
      world.failures.apply = [new RallyError('unauthenticated', 'Ended.')];
      const act = outcome(old!.store.dispatch('comment.create', comment('c1')));
      await pass(1_000);
      await world.act(people.lea, 'post.lock', { ref: first, locked: true });
      const open = async () => {
        const tab = browser.open({ keeper });
        follow(tab.store.list(newest));
        await pass(1_000);
        return tab;
      };
      const good = await open();
      const [refused] = good.store.refused.value;
      expect(refused).toMatchObject({ error: { code: 'forbidden' } });
      if (other === 'saw it dismissed') good.store.dismiss(refused!.command.id);
      await pass(100);
      if (other !== 'is still there') {
        browser.kill(good);
        await open();
      }
      await world.act(people.lea, 'post.lock', { ref: first, locked: false });
      world.sent.length = 0;
      old!.store.setToken('ana');
      await pass(5_000);
      expect(await act).toBe('forbidden');
      expect(world.sent).toEqual([]);
    },
  );

  it('holds the acts of its tab; another with a good one sends them', async () => {
    const world = new TestWorld();
    const browser = new TestBrowser(world);
    const asked: string[] = [];
    const old = browser.open({ onAuthRequired: () => asked.push('old') });
    follow(old.store.list(newest));
    await pass(200);
    const good = browser.open();
    follow(good.store.list(newest));
    await pass(1_000);
    expect(browser.leaders()).toEqual([old]);
    world.failures.apply = [new RallyError('unauthenticated', 'Ended.')];
    const act = outcome(old.store.dispatch('vote.set', vote()));
    await pass(5_000);
    expect(asked).toEqual(['old']);
    expect(browser.leaders()).toEqual([good]);
    expect(score(good)).toBe(6);
    old.store.setToken('ana');
    await pass(5_000);
    expect(await act).toBe('done');
    expect(world.watching).toBe(1);
  });
});
