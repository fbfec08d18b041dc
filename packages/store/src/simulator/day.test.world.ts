import * as acting from '../acting.js';
import { Browser, type Tab } from '../browser.test.world.js';
import { draftsOf } from '../drafts.js';
import type { Inside } from '../inside.js';
import * as staying from '../staying.js';
import { createStore } from '../store.js';
import type { Acting, Observable, StoreOptions } from '../types.js';
import { Chance, Clock } from './clock.test.world.js';
import { PassingCommunity } from './passing.test.world.js';

const second = 1_000;
const minute = 60 * second;

const ideas = { kind: 'idea', board: 'product', sort: 'new', first: 30 } as const;

/** What a tab holds, each as a number. */
export interface Held {
  /** Entities, tombstones, and what is known not to be there. */
  readonly copies: number;
  readonly views: number;
  readonly timers: number;
  /** Calls back at events of the page, the network and other tabs. */
  readonly listeners: number;
  readonly acts: number;
  /** What the browser keeps of it. */
  readonly keys: number;
}

/** What both tabs hold. */
export type Hour = Readonly<Record<'stays' | 'comes', Held>>;

/**
 * What the tabs held more of at the end of the last hours than after the second: more by a quarter, and by more than the few
 * that may happen to be under way.
 */
export function grown(hours: readonly Hour[]): string[] {
  const [, second, ...later] = hours;
  const last = later.slice(-2);
  return (['stays', 'comes'] as const).flatMap((tab) =>
    (Object.keys(second![tab]) as (keyof Held)[])
      .filter((what) => Math.min(...last.map((hour) => hour[tab][what])) > 1.25 * second![tab][what] + 5)
      .map((what) => `${tab}: ${what}`),
  );
}

export interface DayOptions {
  /** How often something happens in the community. */
  readonly everyMs: number;
  /** What the stores are given in place of their own parts, by which a test plants a leak. */
  readonly acting?: Partial<Acting>;
  readonly change?: (options: StoreOptions) => StoreOptions;
}

/** Two tabs of one browser on one day: in the first a list stays open, in the other a reader comes and goes. */
export class Day {
  readonly #clock = new Clock(PassingCommunity.start);
  readonly #chance = new Chance(8);
  readonly #community = new PassingCommunity(this.#clock, this.#chance);
  readonly #browser = new Browser(this.#clock.after);
  readonly #kept = new Map<string, string>();
  readonly #options: DayOptions;
  readonly #insides = new Map<Tab, Inside>();
  readonly stays: Tab;
  readonly comes: Tab;
  #stops: (() => void)[] = [];
  /** What each tab held at the end of each hour. */
  readonly hours: Hour[] = [];

  constructor(options: DayOptions) {
    this.#options = options;
    this.stays = this.#open();
    this.comes = this.#open();
    this.#stops.push(this.#look(this.stays));
  }

  #open(): Tab {
    const tab = this.#browser.add({ now: () => this.#clock.now, random: this.#chance.next });
    const token = async () => `ana.${this.#community.good}`;
    const own: Acting = {
      ...acting,
      ...this.#options.acting,
      openOutbox: (inside) => {
        this.#insides.set(tab, inside);
        return acting.openOutbox(inside);
      },
    };
    const options: StoreOptions = {
      name: 'site',
      connect: (given) => this.#community.connect(given as typeof token),
      token,
      storage: {
        getItem: (key) => this.#kept.get(key) ?? null,
        setItem: (key, value) => void this.#kept.set(key, value),
        removeItem: (key) => void this.#kept.delete(key),
      },
      environment: tab.environment,
      acting: own,
      staying,
    };
    tab.store = createStore(this.#options.change?.(options) ?? options);
    return tab;
  }

  /** The ideas of the board, as a list and each by itself, as a page with elements shows them. */
  #look({ store }: Tab): () => void {
    const list = store.list(ideas);
    const each = new Map<string, () => void>();
    const follow = <T>(observable: Observable<T>, show = () => {}) => observable.subscribe(show);
    const stop = follow(list, () => {
      const shown = new Set(list.value.items.map(({ id }) => id));
      for (const [id, leave] of each) if (!shown.has(id)) (leave(), each.delete(id));
      for (const id of shown) if (!each.has(id)) each.set(id, follow(store.entity({ kind: 'idea', id })));
    });
    return () => {
      stop();
      for (const leave of each.values()) leave();
    };
  }

  /** An hour of use, after which nobody looks at the second tab. */
  async hour(): Promise<void> {
    for (let n = 0; n < 60; n++) await this.#minute(n);
    // Long enough for a view to be freed, and for what is under way to end.
    await this.#clock.pass(2 * minute);
    this.#browser.said.length = 0;
    this.hours.push({ stays: this.held(this.stays), comes: this.held(this.comes) });
  }

  /** How many ideas are gone by now. */
  get removed(): number {
    return this.#community.removed;
  }

  async #minute(n: number): Promise<void> {
    const { comes, stays } = this;
    const drafts = draftsOf(comes.store);
    if (n % 10 === 3) {
      comes.hide();
      stays.hide(n === 33);
    }
    if (n % 10 === 6) for (const tab of [comes, stays]) tab.hide(false);
    this.#community.down = n % 15 === 7;
    if (this.#community.down) for (const stream of this.#community.streams) stream.abort();
    else for (const tab of [comes, stays]) tab.online();
    if (n === 20) this.#community.good++;
    if (n === 40) this.#community.epoch++;
    if (n === 20 || n === 40) for (const stream of this.#community.streams) stream.abort();
    const stop = this.#look(comes);
    // What came meanwhile is looked at, and now and then the list is read anew.
    stays.store.list(ideas).showNew();
    if (n % 10 === 9) void stays.store.list(ideas).refresh();
    drafts.set(`comment/${n}`, { body: 'Half a thought' });
    for (let at = 0; at < minute; at += this.#options.everyMs) {
      this.#community.happen();
      await this.#clock.pass(this.#options.everyMs);
    }
    const idea = this.#chance.pick(this.#community.ideas);
    for (const { store } of [comes, stays])
      void store.dispatch('vote.set', { subject: idea, value: this.#chance.pick([0, 1]) }).catch(() => {});
    await this.#clock.pass(second);
    drafts.set(`comment/${n}`, undefined);
    stop();
  }

  held(tab: Tab): Held {
    const { views, outbox } = this.#insides.get(tab)!;
    return {
      copies: views.host.cache.size,
      views: views.size,
      timers: tab.timers.size,
      listeners: tab.watchers + tab.channels.size,
      acts: outbox!.acts.length,
      keys: this.#kept.size,
    };
  }

  /** Nobody looks at anything any more. */
  async leave(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    await this.#clock.pass(2 * minute);
  }
}
