import {
  boardOf,
  defaultPageSize,
  longestPage,
  refKey,
  toRallyError,
  type Cursor,
  type Entity,
  type Page,
  type Query,
} from '@rallykit/core';
import type { Copy } from './cache.js';
import { notifier } from './signal.js';
import type { ListState } from './types.js';
import type { Upkeep } from './upkeep.js';
import type { News, View, ViewHost } from './view.js';

export const unloaded: ListState<never> = {
  status: 'loading',
  items: [],
  more: false,
  loadingMore: false,
  waiting: 0,
};

/** One list as its subscribers see it: keys in order; the entities themselves are the cache's. */
export interface LiveList extends View<ListState> {
  readonly query: Query;
  readonly order: string[];
  readonly listed: Set<string>;
  readonly status: ListState['status'];
  readonly next: Cursor | undefined;
  /** The last item of the last page, as it was read. */
  readonly last: Entity | undefined;
  readonly readAt: number;
  /** What changed while a reading is under way, which may not know of it; with how it looked before. */
  readonly meanwhile: Map<string, Copy | undefined> | undefined;
  /** Undefined for as long as nothing can have happened that was not read. */
  readonly upkeep: Upkeep | undefined;
  /** Puts an entity at the end, or where it is told to. */
  list(key: string, at?: number): void;
  loadMore(first?: number): Promise<void>;
  refresh(): Promise<void>;
  showNew(): void;
}

interface Found extends Pick<Page<Entity>, 'items' | 'total' | 'asOf'> {
  readonly pages: readonly Page<Entity>[];
  readonly next: Cursor | undefined;
}

/** A list that is read here; what happens to it after that is its `Upkeep`'s, which is loaded when something does. */
export function liveList(host: ViewHost, query: Query): LiveList {
  const { cache } = host;
  const { notify, ...subscribing } = notifier();
  const listed = new Set<string>();
  let upkeep: Upkeep | undefined;
  let total: Page<Entity>['total'];
  /** Grows with each reading from the start; an answer to an older one is dropped. */
  let turn = 0;
  let more: Promise<void> | undefined;
  let state: ListState | undefined;

  /** Something is to be shown anew. */
  function tell(): void {
    state = undefined;
    notify();
  }

  /** Reads on until there are so many; undefined when that failed, or the list was read anew meanwhile. */
  async function pagesOf(
    atLeast: number,
    size = query.first ?? defaultPageSize,
    after?: Cursor,
  ): Promise<Found | undefined> {
    const asked = turn;
    const pages: Page<Entity>[] = [];
    const items: Entity[] = [];
    try {
      do {
        const first = Math.min(Math.max(atLeast - items.length, size), longestPage);
        const page = await host.list({ ...query, first, ...(after && { after }) });
        if (asked !== turn) return undefined;
        pages.push(page);
        items.push(...page.items);
        after = page.next;
      } while (after !== undefined && items.length < atLeast);
    } catch (thrown) {
      if (asked !== turn) return undefined;
      list.meanwhile = undefined;
      list.error = toRallyError(thrown);
      if (list.status !== 'ready') list.status = 'error';
      tell();
      return undefined;
    }
    return { ...pages[0]!, pages, items, next: after };
  }

  async function read(atLeast: number): Promise<void> {
    const asked = ++turn;
    const since = host.token();
    const readAt = host.now();
    list.meanwhile = new Map(list.upkeep?.unconfirmed());
    more = undefined;
    tell();
    const found = await pagesOf(atLeast);
    if (asked !== turn) return;
    if (found) {
      found.pages.forEach(host.take);
      const { meanwhile } = list;
      list.meanwhile = undefined;
      list.order = [];
      listed.clear();
      list.upkeep?.restart();
      list.status = 'ready';
      list.readAt = readAt;
      list.since = since;
      ({ total } = found);
      append(found, meanwhile);
    }
    host.settled(list, found?.asOf);
  }

  function append({ items, next }: Found, meanwhile?: News['before']): void {
    list.next = next;
    list.last = items.at(-1) ?? list.last;
    list.error = undefined;
    const fresh = items.map(refKey).filter((key) => !listed.has(key));
    for (const key of fresh) list.list(key);
    list.upkeep?.appended(fresh, meanwhile);
    tell();
  }

  async function readMore(first: number | undefined): Promise<void> {
    const asked = turn;
    const found = await pagesOf(0, first, list.next);
    // Otherwise the list was read anew, and another may be under way.
    if (asked !== turn) return;
    more = undefined;
    if (!found) return tell();
    found.pages.forEach(host.take);
    append(found);
  }

  const list: { -readonly [K in keyof LiveList]: LiveList[K] } = {
    ...subscribing,
    query,
    order: [],
    listed,
    status: 'loading',
    next: undefined,
    last: undefined,
    readAt: 0,
    meanwhile: undefined,
    error: undefined,
    since: undefined,

    get upkeep() {
      return (upkeep ??= host.keep(list));
    },

    get loading() {
      return list.meanwhile !== undefined;
    },

    get value() {
      return (state ??= {
        status: list.status,
        items: (upkeep?.shown ?? list.order).map((key) => cache.at(key) as Entity),
        more: list.next !== undefined,
        loadingMore: more !== undefined,
        waiting: upkeep?.waiting.size ?? 0,
        ...(list.error && { error: list.error }),
        ...(total && { total: total.n + (upkeep?.surplus ?? 0), exact: total.exact }),
      });
    },

    open: () => void read(0),

    reload: () => read(list.order.length),

    refresh() {
      if (list.status === 'error') list.status = 'loading';
      return read(0);
    },

    list(key, at = list.order.length) {
      list.order.splice(at, 0, key);
      listed.add(key);
    },

    async loadMore(first) {
      if (list.status === 'ready' && !list.loading && list.next !== undefined) {
        more ??= readMore(first);
        tell();
      }
      await more;
    },

    showNew() {
      upkeep?.showNew();
      tell();
    },

    changed(news) {
      const shows = news.wide || [...news.touched].some((key) => listed.has(key));
      if (list.upkeep?.changed(news) || shows) tell();
    },

    reconsider() {
      // Whose it is was not known when it was read.
      if (list.upkeep ? list.upkeep.reconsider() : query.mine) void list.reload();
      tell();
    },

    keys: () => [...list.order, ...(upkeep?.waiting ?? [])],

    get boards() {
      const about = query.subject && cache.get(query.subject);
      const board = query.board ?? (about && boardOf(about));
      const ofAll = query.kind === 'member' || query.kind === 'notification';
      return board !== undefined ? [board] : ofAll ? [] : undefined;
    },

    stop: () => void turn++,
  };
  return list;
}
