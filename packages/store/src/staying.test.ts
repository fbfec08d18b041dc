import { command, type Backend } from '@rallykit/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Keeper, KeptAct } from './keeper.js';
import { follow, ideaRef, idsOf, pass, people, start, TestWorld } from './store.test.world.js';
import { TestBrowser, type Tab } from './tabs.test.world.js';

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

const newest = { kind: 'idea', board: 'product', sort: 'new', first: 5, total: true } as const;
const first = ideaRef('idea-1');
const vote = (value: 0 | 1 = 1) => ({ subject: first, value }) as const;
const score = ({ store }: Tab) => store.peek(first)?.tally.score;
const state = ({ store }: Tab) => store.connection.value;

async function opened(count = 1, options: Parameters<TestBrowser['open']>[0] = {}) {
  const world = new TestWorld();
  const browser = new TestBrowser(world);
  for (let n = 0; n < count; n++) {
    follow(browser.open(options).store.list(newest));
    await pass(100);
  }
  await pass(1_000);
  return { world, browser, tabs: [...browser.tabs] };
}

describe('a page that is hidden', () => {
  it('closes its stream after a minute, and catches up from where it was when it is looked at', async () => {
    const { world, tabs } = await opened();
    const [tab] = tabs;
    tab!.hide();
    await pass(59_000);
    expect(world.watching).toBe(1);
    await pass(2_000);
    expect(world.watching).toBe(0);
    expect(state(tab!)).toBe('stale');
    await world.act(people.ben, 'vote.set', vote());
    await pass(3_600_000);
    expect(world.calls.list).toBe(1);
    expect(score(tab!)).toBe(5);
    tab!.hide(false);
    expect(state(tab!)).toBe('catching-up');
    await pass(100);
    expect(state(tab!)).toBe('live');
    expect(score(tab!)).toBe(6);
    expect(world.calls.list).toBe(1);
  });

  it('goes on while it is only hidden for a moment', async () => {
    const { world, tabs } = await opened();
    tabs[0]!.hide();
    await pass(30_000);
    tabs[0]!.hide(false);
    await pass(120_000);
    expect(world.watching).toBe(1);
    // It was opened anew when what hidden pages take was there, and not again.
    expect(world.calls.watch).toBeLessThanOrEqual(2);
  });

  it('leaves the lead to one that is seen', async () => {
    const { world, browser, tabs } = await opened(3);
    const [leader] = browser.leaders();
    leader!.hide();
    await pass(61_000);
    expect(browser.leaders()).not.toContain(leader);
    expect(world.watching).toBe(1);
    await world.act(people.ben, 'vote.set', vote());
    await pass(100);
    for (const tab of tabs) expect(score(tab)).toBe(tab === leader ? 5 : 6);
    leader!.hide(false);
    await pass(100);
    expect(score(leader!)).toBe(6);
    expect(world.watching).toBe(1);
  });

  it('stays up while acts wait to be sent', async () => {
    const { world, tabs } = await opened();
    world.down = true;
    void tabs[0]!.store.dispatch('vote.set', vote());
    tabs[0]!.hide();
    await pass(180_000);
    world.down = false;
    await pass(60_000);
    expect(tabs[0]!.store.pending.value).toEqual([]);
    expect(world.sent.flat().length).toBeGreaterThan(0);
    await pass(120_000);
    expect(world.watching).toBe(0);
  });

  it('opens nothing while it is left for another page, and goes on when it is come back to', async () => {
    const { world, browser, tabs } = await opened(2);
    const [leader] = browser.leaders();
    leader!.hide();
    leader!.event('pagehide');
    await pass(500);
    expect(leader!.channels.size).toBe(0);
    expect(browser.leaders()).toEqual(tabs.filter((tab) => tab !== leader));
    expect(world.watching).toBe(1);
    await world.act(people.ben, 'vote.set', vote());
    leader!.hide(false);
    await pass(500);
    expect(tabs.map((tab) => score(tab))).toEqual([6, 6]);
    expect(world.watching).toBe(1);
  });

  it('leaves what is kept to those that are seen', async () => {
    const acts = new Map<string, KeptAct>();
    const keeper: Keeper = {
      read: async () => [...acts.values()],
      keep: async (act) => void acts.set(act.command.id, act),
      drop: async (ids) => ids.forEach((id) => acts.delete(id)),
    };
    const { world, tabs } = await opened(1, { keeper });
    const [tab] = tabs;
    tab!.hide();
    tab!.event('pagehide');
    await keeper.keep({ command: command('c1', 'vote.set', vote()), at: start, person: 'ana' });
    await pass(60_000);
    expect(world.sent).toEqual([]);
    tab!.hide(false);
    await pass(1_000);
    expect(score(tab!)).toBe(6);
  });

  it('asks a token function who this is when the page is come back to', async () => {
    let signedIn: string | undefined = 'ana';
    const { tabs } = await opened(1, { token: async () => signedIn });
    const [tab] = tabs;
    tab!.hide();
    tab!.event('pagehide');
    await pass(1_000);
    signedIn = undefined;
    tab!.hide(false);
    await pass(1_000);
    expect(tab!.store.session.value?.viewer.member).toBeNull();
  });
});

describe('a computer that slept', () => {
  it('opens its stream anew when the clock jumps', async () => {
    const { world, tabs } = await opened(2);
    const watches = world.calls.watch;
    vi.setSystemTime(Date.now() + 3_600_000);
    await pass(15_000);
    expect(world.calls.watch).toBeGreaterThan(watches);
    expect(world.watching).toBe(1);
    await world.act(people.ben, 'vote.set', vote());
    await pass(100);
    expect(tabs.map((tab) => score(tab))).toEqual([6, 6]);
  });

  it('opens it anew when the network is back', async () => {
    const { world, browser } = await opened(2);
    const watches = world.calls.watch;
    browser.leaders()[0]!.online();
    await pass(100);
    expect(world.calls.watch).toBe(watches + 1);
    expect(world.watching).toBe(1);
  });
});

describe('a backend that is only asked', () => {
  /** A page over one that tells of nothing itself. */
  async function polled() {
    const world = new TestWorld();
    const browser = new TestBrowser(world);
    const connect = (): Backend => {
      const { watch: _, ...backend } = world.connect(people.ana);
      const supports = async () => {
        const { live, ...can } = await backend.supports();
        return { ...can, live: { ...live, mode: 'poll' as const } };
      };
      return { ...backend, supports };
    };
    const tab = browser.open({ connect });
    const list = tab.store.list(newest);
    follow(list);
    await pass(100);
    return { world, tab, list };
  }

  it('is asked again every few seconds: votes change, and what is new waits', async () => {
    const { world, tab, list } = await polled();
    await world.act(people.ben, 'vote.set', vote());
    await world.act(people.ben, 'idea.create', { id: 'new', board: 'product', title: 'New' });
    await world.act(people.lea, 'post.remove', { ref: ideaRef('idea-2') });
    await pass(20_000);
    expect(score(tab)).toBe(6);
    expect(list.value.waiting).toBe(1);
    expect(idsOf(list)).not.toContain('idea-2');
    expect(state(tab)).toBe('live');
    list.showNew();
    expect(idsOf(list)[0]).toBe('new');
  });

  it('is not asked while nobody looks, and at once when somebody does', async () => {
    const { world, tab } = await polled();
    await pass(20_000);
    tab.hide();
    const { list } = world.calls;
    await pass(600_000);
    expect(world.calls.list).toBe(list);
    await world.act(people.ben, 'vote.set', vote());
    tab.hide(false);
    await pass(100);
    expect(score(tab)).toBe(6);
  });

  it.each([
    ['the network is back', ({ tab }: Awaited<ReturnType<typeof polled>>) => tab.online()],
    ['somebody signs in anew', ({ tab }: Awaited<ReturnType<typeof polled>>) => tab.store.setToken('anew')],
  ])('is asked at once when %s, however long it did not answer', async (_, happens) => {
    const page = await polled();
    page.world.down = true;
    await pass(1_800_000);
    page.world.down = false;
    await page.world.act(people.ben, 'vote.set', vote());
    happens(page);
    await pass(1_000);
    expect(state(page.tab)).toBe('live');
    expect(score(page.tab)).toBe(6);
  });

  it('is asked ever more rarely while it does not answer', async () => {
    const { world, tab } = await polled();
    await pass(20_000);
    world.down = true;
    const { get } = world.calls;
    await pass(600_000);
    expect(state(tab)).toBe('offline');
    expect(world.calls.get - get).toBeLessThan(12);
    world.down = false;
    await pass(400_000);
    expect(state(tab)).toBe('live');
  });
});

describe('a guest', () => {
  /** A guest's pass that all tabs read, as they do in a browser's storage. */
  function connecting(world: TestWorld) {
    const pass: { guest?: typeof people.ana } = {};
    const connect = (): Backend => {
      const as = () => world.connect(pass.guest ?? null);
      return {
        ...as(),
        viewer: (call) => as().viewer(call),
        get: (refs, call) => as().get(refs, call),
        list: (query, call) => as().list(query, call),
        watch: (scope, from, call) => as().watch!(scope, from, call),
        async apply(commands, call) {
          pass.guest ??= people.ana;
          return as().apply(commands, call);
        },
      };
    };
    return connect;
  }

  it('who comes to be in one tab is the same in all, and in those opened later', async () => {
    const world = new TestWorld();
    const browser = new TestBrowser(world);
    const connect = connecting(world);
    const open = () => {
      const tab = browser.open({ token: '', connect });
      follow(tab.store.list(newest));
      return tab;
    };
    for (let n = 0; n < 3; n++) open();
    await pass(1_000);
    expect(world.watching).toBe(1);
    const act = browser.tabs[1]!.store.dispatch('vote.set', vote());
    await pass(1_000);
    expect((await act).error).toBeUndefined();
    open();
    await pass(1_000);
    expect(browser.tabs.map(({ store }) => store.session.value?.viewer.member?.id)).toEqual(
      Array(4).fill('ana'),
    );
    expect(browser.tabs.map(({ store }) => store.myVote(first))).toEqual([1, 1, 1, 1]);
    expect(world.watching).toBe(1);
  });
});
