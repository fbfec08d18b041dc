import {
  defaultPageSize,
  longestPage,
  refKey,
  toRallyError,
  type Cursor,
  type Entity,
  type Page,
  type Query,
  type RallyError,
  type ResumeToken,
} from '@rallykit/core';
import type { Copy } from './cache.js';
import { Notifier } from './signal.js';
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

/**
 * One list as its subscribers see it: keys in order; the entities themselves are the cache's. This reads it; what
 * happens to it after that is its `Upkeep`'s, which is loaded when something does.
 */
export class LiveList extends Notifier implements View {
  readonly #host: ViewHost;
  readonly query: Query;

  order: string[] = [];
  readonly listed = new Set<string>();
  status: ListState['status'] = 'loading';
  next: Cursor | undefined;
  /** The last item of the last page, as it was read. */
  last: Entity | undefined;
  readAt = 0;
  /** What changed while a reading is under way, which may not know of it; with how it looked before. */
  meanwhile: Map<string, Copy | undefined> | undefined;

  #upkeep: Upkeep | undefined;
  error: RallyError | undefined;
  #total: Page<Entity>['total'];
  /** Grows with each reading from the start; an answer to an older one is dropped. */
  #turn = 0;
  #more: Promise<void> | undefined;
  #state: ListState | undefined;
  since: ResumeToken | undefined;

  constructor(host: ViewHost, query: Query) {
    super();
    this.#host = host;
    this.query = query;
  }

  /** Undefined for as long as nothing can have happened that was not read. */
  get upkeep(): Upkeep | undefined {
    return (this.#upkeep ??= this.#host.keep(this));
  }

  get loading(): boolean {
    return this.meanwhile !== undefined;
  }

  get value(): ListState {
    const upkeep = this.#upkeep;
    const shown = upkeep?.shown ?? this.order;
    return (this.#state ??= {
      status: this.status,
      items: shown.map((key) => this.#host.cache.at(key) as Entity),
      more: this.next !== undefined,
      loadingMore: this.#more !== undefined,
      waiting: upkeep?.waiting.size ?? 0,
      ...(this.error && { error: this.error }),
      ...(this.#total && { total: this.#total.n + (upkeep?.surplus ?? 0), exact: this.#total.exact }),
    });
  }

  open(): void {
    void this.#read(0);
  }

  reload(): Promise<void> {
    return this.#read(this.order.length);
  }

  refresh(): Promise<void> {
    if (this.status === 'error') this.status = 'loading';
    return this.#read(0);
  }

  async #read(atLeast: number): Promise<void> {
    const turn = ++this.#turn;
    const current = () => turn === this.#turn;
    const since = this.#host.token();
    this.meanwhile = new Map(this.upkeep?.unconfirmed());
    const readAt = this.#host.now();
    this.#more = undefined;
    this.tell();
    const pages: Page<Entity>[] = [];
    const items: Entity[] = [];
    let next: Cursor | undefined;
    try {
      do {
        const first = Math.min(
          Math.max(atLeast - items.length, this.query.first ?? defaultPageSize),
          longestPage,
        );
        const page = await this.#host.list({ ...this.query, first, ...(next && { after: next }) });
        if (!current()) return;
        pages.push(page);
        items.push(...page.items);
        next = page.next;
      } while (next !== undefined && items.length < atLeast);
    } catch (thrown) {
      if (!current()) return;
      this.meanwhile = undefined;
      this.#fail(thrown);
      this.#host.settled(this, undefined);
      return;
    }
    this.#total = pages[0]?.total;
    for (const page of pages) this.#host.take(page);
    this.readAt = readAt;
    this.#land(items, next);
    this.since = since;
    this.#host.settled(this, pages[0]?.asOf);
  }

  #land(items: readonly Entity[], next: Cursor | undefined): void {
    const { meanwhile } = this;
    this.meanwhile = undefined;
    this.order = [];
    this.listed.clear();
    this.upkeep?.restart();
    this.status = 'ready';
    this.#append(items, next, meanwhile);
  }

  #append(items: readonly Entity[], next: Cursor | undefined, meanwhile?: News['before']): void {
    this.next = next;
    this.last = items.at(-1) ?? this.last;
    this.error = undefined;
    const fresh = items.map(refKey).filter((key) => !this.listed.has(key));
    for (const key of fresh) this.list(key);
    this.upkeep?.appended(fresh, meanwhile);
    this.tell();
  }

  /** Puts an entity at the end, or where it is told to. */
  list(key: string, at = this.order.length): void {
    this.order.splice(at, 0, key);
    this.listed.add(key);
  }

  loadMore(first = this.query.first): Promise<void> {
    if (this.#more) return this.#more;
    if (this.status !== 'ready' || this.loading || this.next === undefined) return Promise.resolve();
    const more = this.#readMore(this.next, first).finally(() => {
      if (this.#more !== more) return;
      this.#more = undefined;
      this.tell();
    });
    this.#more = more;
    this.tell();
    return more;
  }

  async #readMore(after: Cursor, first: number | undefined): Promise<void> {
    const turn = this.#turn;
    try {
      const page = await this.#host.list({ ...this.query, ...(first && { first }), after });
      if (turn !== this.#turn) return;
      this.#host.take(page);
      this.#append(page.items, page.next);
    } catch (thrown) {
      if (turn === this.#turn) this.#fail(thrown);
    }
  }

  #fail(thrown: unknown): void {
    this.error = toRallyError(thrown);
    if (this.status !== 'ready') this.status = 'error';
    this.tell();
  }

  showNew(): void {
    this.upkeep?.showNew();
    this.tell();
  }

  changed(news: News): void {
    const shows = news.wide || [...news.touched].some((key) => this.listed.has(key));
    if (this.upkeep?.changed(news) || shows) this.tell();
  }

  reconsider(): void {
    // Whose it is was not known when it was read.
    if (this.upkeep ? this.upkeep.reconsider() : this.query.mine) void this.reload();
    this.tell();
  }

  /** Something is to be shown anew. */
  tell(): void {
    this.#state = undefined;
    this.notify();
  }

  *keys(): Iterable<string> {
    yield* this.order;
    yield* this.#upkeep?.waiting ?? [];
  }

  get boards(): readonly string[] | undefined {
    const { board, subject, kind } = this.query;
    if (board !== undefined) return [board];
    if (kind === 'member') return [];
    const about = subject && this.#host.cache.get(subject);
    return about && 'board' in about ? [about.board] : undefined;
  }

  stop(): void {
    this.#turn++;
  }
}
