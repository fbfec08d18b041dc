import {
  comparePlaces,
  fits,
  isTombstone,
  placeOf,
  refKey,
  sortOf,
  type Entities,
  type Entity,
  type Filter,
  type Kind,
  type Ref,
  type Sort,
  type State,
} from '@rallykit/core';
import type { Before, Copy } from './cache.js';
import { notYet } from './effects.js';
import type { LiveList } from './list-view.js';
import type { News, ViewHost } from './view.js';

/** Keeps a list that was read as what happens makes it: what comes in, what leaves, what waits to be shown. */
export class Upkeep {
  readonly #list: LiveList;
  readonly #host: ViewHost;
  readonly #sort: Sort;
  /** What an entity has to match to belong here. The text of a search is the backend's to judge. */
  readonly #filter: Filter;
  /** A list in an order of the backend's own, or of what the backend alone can judge: nothing is added to it here. */
  readonly #fixed: boolean;
  /** Those of the list that do not belong there now; a taken-back act brings them back. */
  readonly #out = new Set<string>();
  /** Came to belong here since the list was read. */
  readonly #added = new Set<string>();
  /** Belongs here and changed since the list was read, without being listed: a vote may carry it over the last page's end. */
  readonly #moved = new Set<string>();
  /** New ones of others, that come in when they are asked for. */
  readonly waiting = new Set<string>();
  /** Something happened before it was known who this is, in a list of what is theirs. */
  #unjudged = false;

  constructor(list: LiveList, host: ViewHost) {
    this.#list = list;
    this.#host = host;
    this.#sort = sortOf(list.query);
    this.#filter = list.query;
    const { search, similar, voted, told, since, until, votes, unanswered } = list.query;
    this.#fixed = (search ?? similar ?? voted ?? told ?? since ?? until ?? votes ?? unanswered) !== undefined;
  }

  get shown(): string[] {
    const { order } = this.#list;
    return this.#out.size ? order.filter((key) => !this.#out.has(key)) : order;
  }

  /** How many more belong here than when it was read. */
  get surplus(): number {
    return this.#added.size - this.#out.size;
  }

  /** What pending commands change, by key: as it is confirmed. */
  *unconfirmed(): Iterable<[string, Copy]> {
    const { cache } = this.#host;
    for (const key of cache.optimistic.keys()) yield [key, cache.confirmed(key) ?? notYet];
  }

  /** The list is read from the start. */
  restart(): void {
    for (const set of [this.#out, this.#added, this.waiting, this.#moved]) set.clear();
  }

  /** A page was put at the end; `meanwhile` is what changed while it was on its way. */
  appended(keys: readonly string[], meanwhile: Before = new Map()): void {
    for (const key of keys) {
      this.waiting.delete(key);
      this.#consider(key);
    }
    // In the order of time one's own new item stands at the end, before the pages between were read.
    if (this.#sort === 'old' && !this.#fixed) this.#list.order.sort((a, b) => this.#compare(a, b));
    for (const [key, before] of meanwhile) {
      this.#consider(key, meanwhile);
      // All was read, and it was not there: only an act of one's own still shows what is gone.
      if (this.#list.next === undefined && this.#host.cache.confirmed(key) === before)
        this.#moved.delete(key);
    }
    this.#catchMoved();
  }

  /** Lists what rose over the edge of a page, so that no page brought it, after what is listed. */
  #catchMoved(): void {
    const { listed, next, last } = this.#list;
    for (const key of this.#moved) {
      const entity = this.#host.cache.entity(key);
      if (listed.has(key) || !entity || !this.#fits(entity)) this.#moved.delete(key);
      else if (next === undefined || (last && this.#isBefore(entity, last))) {
        this.#moved.delete(key);
        this.#list.list(key);
        this.#host.need(key);
      }
    }
  }

  showNew(): void {
    for (const key of [...this.waiting].sort((a, b) => this.#compare(b, a))) this.#insert(key);
    this.waiting.clear();
  }

  /** Returns whether that changes what belongs here. */
  changed({ before, touched, wide, live }: News): boolean {
    const { query, meanwhile, listed } = this.#list;
    let news = false;
    // What another view read is no event: it may well stand on a page that was not read here.
    if (live && query.mine && this.#host.me() === undefined) this.#unjudged = true;
    const isNews = (key: string) => live || this.#host.cache.optimistic.has(key);
    for (const [key, copy] of before) {
      if (isNews(key) && !meanwhile?.has(key)) meanwhile?.set(key, copy);
    }
    for (const key of touched) {
      const isListed = listed.has(key);
      if ((isListed || isNews(key)) && this.#consider(key, before)) news = true;
      if (isListed && live) this.#host.need(key);
    }
    if (wide) this.#reconsiderAll();
    return news;
  }

  /** Returns whether the list has to be read again to know. */
  reconsider(): boolean {
    this.#reconsiderAll();
    for (const key of this.waiting) {
      if (!this.#isMine(this.#host.cache.at(key) as Entity)) continue;
      this.waiting.delete(key);
      this.#insert(key);
    }
    const was = this.#unjudged;
    this.#unjudged = false;
    return was;
  }

  #reconsiderAll(): void {
    for (const key of [...this.#list.order]) this.#consider(key);
  }

  /** Puts an entity in or out as it now is. Returns whether that changes anything here. */
  #consider(key: string, before: Before = new Map()): boolean {
    const { query, listed, status } = this.#list;
    const { cache } = this.#host;
    if (!key.startsWith(`${query.kind}/`)) return false;
    const copy = cache.at(key);
    const entity = copy && cache.get(copy);
    const belongs = entity !== undefined && this.#fits(entity);
    if (listed.has(key)) {
      if (belongs) return this.#out.delete(key);
      if (!copy) this.#remove(key);
      else this.#out.add(key);
      return true;
    }
    if (!belongs) {
      this.waiting.delete(key);
      return this.#added.delete(key);
    }
    if (status !== 'ready' || this.#fixed || this.#added.has(key)) return false;
    if (!this.#isNew(key, entity, before)) {
      this.#moved.add(key);
      const was = before.get(key);
      // Hidden by an act until that was refused: it may have come meanwhile, or be gone.
      if (was && isTombstone(was)) void this.#list.reload();
      return false;
    }
    this.#host.need(key);
    this.#added.add(key);
    // What an act of one's own brings here need not wait, whoever wrote it.
    const own = this.#isMine(entity) || cache.optimistic.has(key);
    if (own || this.shown.length === 0) this.#insert(key);
    else if (this.#placeFor(key) !== undefined) this.waiting.add(key);
    return true;
  }

  #fits(entity: Entity, state: State = this.#host.cache): boolean {
    return fits(entity, this.#filter, this.#host.me(), state);
  }

  /** Whether it came to belong here since the list was read, rather than that it stands on a page not read yet. */
  #isNew(key: string, entity: Entity, before: Before): boolean {
    const { cache } = this.#host;
    const { query, readAt, next } = this.#list;
    const was = (of: string) => (before.has(of) ? before.get(of) : cache.at(of));
    const get = <K extends Kind>(ref: Ref<K>) => {
      const copy = was(refKey(ref));
      return copy && !isTombstone(copy) ? (copy as Entities[K]) : undefined;
    };
    const old = was(key);
    if (old && !isTombstone(old)) return !this.#fits(old, { get });
    // All was read, and it was not there; what comes back as it was known before may be gone.
    if (old === notYet || (next === undefined && !(old && cache.confirmed(key)))) return true;
    if (old) return false;
    // Not known before: mine by a vote of just now, put in a status just now, or made just now.
    if (query.mine && !this.#fits(entity, { get })) return true;
    if (query.status && 'statusAt' in entity && entity.statusAt >= readAt) return true;
    return entity.revision === 1 || entity.createdAt >= readAt;
  }

  #isMine(entity: Entity): boolean {
    return this.#list.query.mine !== undefined || ('author' in entity && entity.author === this.#host.me());
  }

  #insert(key: string): void {
    this.#list.list(key, this.#placeFor(key));
  }

  /** Its place among what is shown. What would stand further down than was read comes first; undefined for the oldest-first order. */
  #placeFor(key: string): number | undefined {
    const { order, next } = this.#list;
    const at = order.findIndex((other) => this.#compare(key, other) < 0);
    if (at >= 0) return at;
    if (next === undefined) return order.length;
    return this.#sort === 'old' ? undefined : 0;
  }

  #isBefore(a: Entity, b: Entity): boolean {
    return comparePlaces(placeOf(a, this.#sort), placeOf(b, this.#sort), this.#sort) < 0;
  }

  #compare(a: string, b: string): number {
    const [left, right] = [a, b].map((key) => this.#host.cache.at(key));
    if (!left || !right || isTombstone(left) || isTombstone(right)) return 0;
    return this.#isBefore(left, right) ? -1 : this.#isBefore(right, left) ? 1 : 0;
  }

  #remove(key: string): void {
    const { order, listed } = this.#list;
    order.splice(order.indexOf(key), 1);
    for (const set of [listed, this.#out, this.#added]) set.delete(key);
  }
}
