import {
  comparePlaces,
  defaultPageSize,
  fits,
  isTombstone,
  limits,
  placeOf,
  refKey,
  sortOf,
  toRallyError,
  type Cursor,
  type Entities,
  type Entity,
  type Filter,
  type Kind,
  type Page,
  type Place,
  type Query,
  type RallyError,
  type Ref,
  type ResumeToken,
  type State,
} from '@rallykit/core';
import { notYet, type Before, type Copy } from './cache.js';
import { Notifier } from './signal.js';
import type { ListState } from './types.js';
import type { News, View, ViewHost } from './view.js';

export const unloaded: ListState<never> = {
  status: 'loading',
  items: [],
  more: false,
  loadingMore: false,
  waiting: 0,
};

/** One list as its subscribers see it: keys in order; the entities themselves are the cache's. */
export class LiveList extends Notifier implements View {
  readonly #host: ViewHost;
  readonly #query: Query;
  /** What an entity has to match to belong here. The text of a search is the backend's to judge. */
  readonly #filter: Filter;
  /** A list in an order of the backend's own: nothing is added to it here. */
  readonly #fixed: boolean;

  #order: string[] = [];
  readonly #listed = new Set<string>();
  /** Those of `order` that do not belong here now; a taken-back act brings them back. */
  readonly #out = new Set<string>();
  /** Came to belong here since the list was read. */
  readonly #added = new Set<string>();
  readonly #waiting = new Set<string>();
  /** Belongs here and changed since the list was read, without being listed: a vote may carry it over `#edge`. */
  readonly #moved = new Set<string>();

  #status: ListState['status'] = 'loading';
  #error: RallyError | undefined;
  #next: Cursor | undefined;
  /** Where the last page ended: what came to stand before it is on no page to come. */
  #edge: Place | undefined;
  #total: number | undefined;
  #readAt = 0;
  /** Grows with each reading from the start; an answer to an older one is dropped. */
  #turn = 0;
  #more: Promise<void> | undefined;
  /** What changed while a reading is under way, which may not know of it; with how it looked before. */
  #meanwhile: Map<string, Copy | undefined> | undefined;
  /** Something happened before it was known who this is, in a list of what is theirs. */
  #unjudged = false;
  #state: ListState | undefined;
  since: ResumeToken | undefined;

  constructor(host: ViewHost, query: Query) {
    super();
    this.#host = host;
    this.#query = query;
    const { search, similar, ...filter } = query;
    this.#filter = filter;
    this.#fixed = search !== undefined || similar !== undefined;
  }

  get loading(): boolean {
    return this.#meanwhile !== undefined;
  }

  get error(): RallyError | undefined {
    return this.#error;
  }

  get value(): ListState {
    return (this.#state ??= {
      status: this.#status,
      items: this.#shown().map((key) => this.#host.cache.at(key) as Entity),
      more: this.#next !== undefined,
      loadingMore: this.#more !== undefined,
      waiting: this.#waiting.size,
      ...(this.#error && { error: this.#error }),
      ...(this.#total !== undefined && { total: this.#total + this.#added.size - this.#out.size }),
    });
  }

  open(): void {
    void this.#read(0);
  }

  reload(): Promise<void> {
    return this.#read(this.#order.length);
  }

  refresh(): Promise<void> {
    if (this.#status === 'error') this.#status = 'loading';
    return this.#read(0);
  }

  async #read(atLeast: number): Promise<void> {
    const turn = ++this.#turn;
    const current = () => turn === this.#turn;
    const { cache } = this.#host;
    const since = this.#host.token();
    this.#meanwhile = new Map(cache.unconfirmed());
    const readAt = this.#host.now();
    this.#more = undefined;
    this.#changed();
    const pages: Page<Entity>[] = [];
    const items: Entity[] = [];
    let next: Cursor | undefined;
    try {
      do {
        const first = Math.min(
          Math.max(atLeast - items.length, this.#query.first ?? defaultPageSize),
          limits.page,
        );
        const page = await this.#host.list({ ...this.#query, first, ...(next && { after: next }) });
        if (!current()) return;
        pages.push(page);
        items.push(...page.items);
        next = page.next;
      } while (next !== undefined && items.length < atLeast);
    } catch (thrown) {
      if (!current()) return;
      this.#meanwhile = undefined;
      this.#fail(thrown);
      this.#host.settled(this, undefined);
      return;
    }
    this.#total = pages[0]?.total?.n;
    for (const page of pages) this.#host.take(page);
    this.#readAt = readAt;
    this.#land(items, next);
    this.since = since;
    this.#host.settled(this, pages[0]?.asOf);
  }

  #land(items: readonly Entity[], next: Cursor | undefined): void {
    const meanwhile = this.#meanwhile ?? new Map<string, Copy | undefined>();
    this.#meanwhile = undefined;
    this.#order = [];
    for (const set of [this.#listed, this.#out, this.#added, this.#waiting, this.#moved]) set.clear();
    this.#append(items, next);
    this.#status = 'ready';
    this.#error = undefined;
    for (const key of meanwhile.keys()) this.#consider(key, meanwhile);
    this.#catchMoved();
    this.#changed();
  }

  #append(items: readonly Entity[], next: Cursor | undefined): void {
    this.#next = next;
    const last = items.at(-1);
    if (last) this.#edge = placeOf(last, sortOf(this.#query));
    for (const item of items) {
      const key = refKey(item);
      if (this.#listed.has(key)) continue;
      this.#waiting.delete(key);
      this.#order.push(key);
      this.#listed.add(key);
      this.#consider(key);
    }
    // In the order of time one's own new item stands at the end, before the pages between were read.
    if (sortOf(this.#query) === 'old' && !this.#fixed) {
      this.#order.sort((a, b) => this.#compare(a, b));
    }
  }

  /** Lists what rose over the edge of a page, so that no page brought it, after what is listed. */
  #catchMoved(): void {
    const sort = sortOf(this.#query);
    for (const key of this.#moved) {
      const entity = this.#host.cache.entity(key);
      const passed = entity && this.#edge && comparePlaces(placeOf(entity, sort), this.#edge, sort) < 0;
      if (this.#listed.has(key) || !entity || !this.#fits(entity)) this.#moved.delete(key);
      else if (this.#next === undefined || passed) {
        this.#moved.delete(key);
        this.#order.push(key);
        this.#listed.add(key);
        this.#host.need(key);
      }
    }
  }

  loadMore(first = this.#query.first): Promise<void> {
    if (this.#more) return this.#more;
    if (this.#status !== 'ready' || this.loading || this.#next === undefined) return Promise.resolve();
    const more = this.#readMore(this.#next, first).finally(() => {
      if (this.#more !== more) return;
      this.#more = undefined;
      this.#changed();
    });
    this.#more = more;
    this.#changed();
    return more;
  }

  async #readMore(after: Cursor, first: number | undefined): Promise<void> {
    const turn = this.#turn;
    try {
      const page = await this.#host.list({ ...this.#query, ...(first && { first }), after });
      if (turn !== this.#turn) return;
      this.#host.take(page);
      this.#append(page.items, page.next);
      this.#catchMoved();
      this.#error = undefined;
    } catch (thrown) {
      if (turn === this.#turn) this.#fail(thrown);
    }
  }

  #fail(thrown: unknown): void {
    this.#error = toRallyError(thrown);
    if (this.#status !== 'ready') this.#status = 'error';
    this.#changed();
  }

  showNew(): void {
    for (const key of [...this.#waiting].sort((a, b) => this.#compare(b, a))) this.#insert(key);
    this.#waiting.clear();
    this.#changed();
  }

  changed({ before, touched, wide, live }: News): void {
    let news = wide;
    // What another view read is no event: it may well stand on a page that was not read here.
    if (live && this.#query.mine && this.#host.me() === undefined) this.#unjudged = true;
    const isNews = (key: string) => live || this.#host.cache.isPending(key);
    for (const [key, copy] of before) {
      if (isNews(key) && !this.#meanwhile?.has(key)) this.#meanwhile?.set(key, copy);
    }
    for (const key of touched) {
      const listed = this.#listed.has(key);
      if ((listed || isNews(key)) && this.#consider(key, before)) news = true;
      if (!listed) continue;
      news = true;
      if (live) this.#host.need(key);
    }
    if (wide) this.#reconsiderAll();
    if (news) this.#changed();
  }

  reconsider(): void {
    this.#reconsiderAll();
    for (const key of this.#waiting) {
      if (!this.#isMine(this.#host.cache.at(key) as Entity)) continue;
      this.#waiting.delete(key);
      this.#insert(key);
    }
    this.#changed();
    if (this.#unjudged) void this.reload();
    this.#unjudged = false;
  }

  #reconsiderAll(): void {
    for (const key of [...this.#order]) this.#consider(key);
  }

  /** Puts an entity in or out as it now is. Returns whether that changes anything here. */
  #consider(key: string, before: Before = new Map()): boolean {
    const { cache } = this.#host;
    if (!key.startsWith(`${this.#query.kind}/`)) return false;
    const copy = cache.at(key);
    const entity = copy && cache.get(copy);
    const fits = entity !== undefined && this.#fits(entity);
    if (this.#listed.has(key)) {
      if (fits) return this.#out.delete(key);
      if (!copy) this.#remove(key);
      else this.#out.add(key);
      return true;
    }
    if (!fits) {
      this.#waiting.delete(key);
      return this.#added.delete(key);
    }
    if (this.#status !== 'ready' || this.#fixed || this.#added.has(key)) return false;
    if (!this.#isNew(key, entity, before)) {
      this.#moved.add(key);
      return false;
    }
    this.#host.need(key);
    this.#added.add(key);
    if (this.#isMine(entity) || this.#shown().length === 0) this.#insert(key);
    else if (this.#placeFor(key) !== undefined) this.#waiting.add(key);
    return true;
  }

  #fits(entity: Entity, state: State = this.#host.cache): boolean {
    return fits(entity, this.#filter, this.#host.me(), state);
  }

  /** Whether it came to belong here since the list was read, rather than that it stands on a page not read yet. */
  #isNew(key: string, entity: Entity, before: Before): boolean {
    const { cache } = this.#host;
    const was = (of: string) => (before.has(of) ? before.get(of) : cache.at(of));
    const get = <K extends Kind>(ref: Ref<K>) => {
      const copy = was(refKey(ref));
      return copy && !isTombstone(copy) ? (copy as Entities[K]) : undefined;
    };
    const old = was(key);
    if (old) return isTombstone(old) ? old === notYet : !this.#fits(old, { get });
    // Not known before: mine by a vote of just now, put in a status just now, or made just now.
    if (this.#query.mine && !this.#fits(entity, { get })) return true;
    if (this.#query.status && 'statusAt' in entity && entity.statusAt >= this.#readAt) return true;
    return entity.revision === 1 || entity.createdAt >= this.#readAt;
  }

  #isMine(entity: Entity): boolean {
    return this.#query.mine !== undefined || ('author' in entity && entity.author === this.#host.me());
  }

  #insert(key: string): void {
    this.#order.splice(this.#placeFor(key) ?? this.#order.length, 0, key);
    this.#listed.add(key);
  }

  /** Its place among what is shown. What would stand further down than was read comes first; undefined for the oldest-first order. */
  #placeFor(key: string): number | undefined {
    const at = this.#order.findIndex((other) => this.#compare(key, other) < 0);
    if (at >= 0) return at;
    if (this.#next === undefined) return this.#order.length;
    return sortOf(this.#query) === 'old' ? undefined : 0;
  }

  #compare(a: string, b: string): number {
    const sort = sortOf(this.#query);
    const [left, right] = [a, b].map((key) => this.#host.cache.at(key));
    if (!left || !right || isTombstone(left) || isTombstone(right)) return 0;
    return comparePlaces(placeOf(left, sort), placeOf(right, sort), sort);
  }

  #remove(key: string): void {
    this.#order.splice(this.#order.indexOf(key), 1);
    for (const set of [this.#listed, this.#out, this.#added]) set.delete(key);
  }

  #shown(): string[] {
    return this.#out.size ? this.#order.filter((key) => !this.#out.has(key)) : this.#order;
  }

  #changed(): void {
    this.#state = undefined;
    this.notify();
  }

  *keys(): Iterable<string> {
    yield* this.#order;
    yield* this.#waiting;
  }

  get boards(): readonly string[] | undefined {
    const { board, subject, kind } = this.#query;
    if (board !== undefined) return [board];
    if (kind === 'member') return [];
    const about = subject && this.#host.cache.get(subject);
    return about && 'board' in about ? [about.board] : undefined;
  }

  stop(): void {
    this.#turn++;
  }
}
