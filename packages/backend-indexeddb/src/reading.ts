import {
  decodeCursor,
  defaultPageSize,
  direction,
  encodeCursor,
  isShownVote,
  isTombstone,
  matches,
  findAmong,
  parentOf,
  readerOf,
  refKey,
  sortOf,
  visible,
  type Cursor,
  type Entities,
  type Entity,
  type Identity,
  type Kept,
  type Kind,
  type ListKind,
  type Query,
  type Ref,
  type Sort,
  type State,
} from '@rallykit/core';
import type { Stored } from './rows.js';
import type { EntityRow, Transaction } from './tables.js';

/** Rows passed over on the way to a page, at most: past that it is faster to read all at once. */
const passedAtMost = 200;

interface Found<T> {
  readonly items: readonly T[];
  readonly next: Cursor | undefined;
  readonly total: number | undefined;
}

/** Reads one community as one person, or an anonymous reader, finds it: at the moment of one transaction. */
export class Reading {
  readonly #entities;
  readonly #community: string;
  /** By ref: whether something is there for what belongs to it. */
  readonly #there = new Map<string, Promise<boolean>>();
  /** As whom this person reads. */
  readonly reader: Identity | null;

  static async begin(tx: Transaction, community: string, identity: Identity | null): Promise<Reading> {
    return new Reading(tx, community, await readerIn(tx, community, identity));
  }

  private constructor(tx: Transaction, community: string, reader: Identity | null) {
    this.#entities = tx.objectStore('entity');
    this.#community = community;
    this.reader = reader;
  }

  /** What this person finds under each ref. */
  get(refs: readonly Ref[]): Promise<(Stored | null)[]> {
    return Promise.all(
      refs.map(async (ref) => {
        const value = await this.#at(ref);
        if (!value || !visible(value, this.reader)) return null;
        return isTombstone(value) || (await this.#belongs(value)) ? value : null;
      }),
    );
  }

  async find<K extends Kind>(ref: Ref<K>): Promise<Entities[K] | undefined> {
    const [found] = await this.entities([ref]);
    return found as Entities[K] | undefined;
  }

  /** The entities among what is found under refs. */
  async entities(refs: readonly Ref[]): Promise<Entity[]> {
    return (await this.get(refs)).filter((found): found is Entity => found !== null && !isTombstone(found));
  }

  async list<K extends ListKind>(query: Query<K>): Promise<Found<Entities[K]>> {
    return (await this.#walk(query)) ?? (await this.#search(query));
  }

  /** In the query's order, no further than the page goes; undefined when that would take long. */
  async #walk<K extends ListKind>(query: Query<K>): Promise<Found<Entities[K]> | undefined> {
    const { search, similar, subject, author, ships, voted, told, mine, total } = query;
    const { first = defaultPageSize } = query;
    if (total) return undefined;
    for (const few of [search, similar, subject, author, ships, voted, told, mine])
      if (few !== undefined) return undefined;
    const sort = sortOf(query);
    const items: Entities[K][] = [];
    const index = this.#entities.index(sort === 'old' ? 'new' : sort);
    let cursor = await index.openCursor(this.#rangeOf(query, sort), direction(sort) > 0 ? 'next' : 'prev');
    for (let passed = 0; cursor; cursor = await cursor.continue()) {
      const entity = cursor.value.value as Entities[K];
      if (
        !visible(entity, this.reader) ||
        !matches(entity, query, undefined, noState) ||
        !(await this.#belongs(entity))
      ) {
        if (++passed > passedAtMost) return undefined;
        continue;
      }
      const last = items.at(-1);
      if (items.length >= first) return { items, next: last && encodeCursor(query, last), total: undefined };
      items.push(entity);
    }
    return { items, next: undefined, total: undefined };
  }

  /** Among all that could match, read at once. */
  async #search<K extends ListKind>(query: Query<K>): Promise<Found<Entities[K]>> {
    const { total } = query;
    const state = await this.#votes(query);
    const belongs = (entity: Entities[K]) => matches(entity, query, this.reader?.id, state);
    // What is similar is told from all that is there, and so that a merged idea leads to the other.
    const seen = (await this.#candidates(query))
      .map(({ value }) => value as Entities[K])
      .filter(
        (entity) =>
          (visible(entity, this.reader) || isShownVote(entity, query)) &&
          (query.similar !== undefined || belongs(entity)),
      );
    const there = await Promise.all(seen.map((entity) => this.#belongs(entity)));
    const { all, ...page } = findAmong(
      seen.filter((_, at) => there[at]),
      query,
      belongs,
    );
    return { ...page, total: total ? all.length : undefined };
  }

  /** The part of an order's index that is after the query's cursor. */
  #rangeOf(query: Query, sort: Sort): IDBKeyRange {
    const from = [this.#community, query.kind];
    // An array comes after every number and string.
    const to = [...from, []];
    const after = decodeCursor(query);
    if (!after) return IDBKeyRange.bound(from, to);
    const [k0, k1, id] = after;
    const place = sort === 'new' || sort === 'old' ? [...from, k0, id] : [...from, k0, k1, id];
    return direction(sort) > 0
      ? IDBKeyRange.bound(place, to, true)
      : IDBKeyRange.bound(from, place, false, true);
  }

  /** Entities, of the query's kind and maybe others, that are enough to find all that match. */
  async #candidates({ kind, subject, author, mine }: Query): Promise<EntityRow[]> {
    const community = this.#community;
    if (subject) return this.#entities.index('parent').getAll([community, refKey(subject)]);
    const writer = author ?? (mine === 'posted' ? this.reader?.id : undefined);
    if (writer !== undefined) return this.#entities.index('people').getAll([community, kind, writer]);
    return this.#entities.index('new').getAll(IDBKeyRange.bound([community, kind], [community, kind, []]));
  }

  async #at({ kind, id }: Ref): Promise<Stored | undefined> {
    return (await this.#entities.get([this.#community, kind, id]))?.value;
  }

  /** Whether what an entity belongs to is there: it disappears with it. */
  async #belongs(entity: Entity): Promise<boolean> {
    const parent = parentOf(entity);
    if (!parent) return true;
    const key = refKey(parent);
    const there =
      this.#there.get(key) ??
      this.#at(parent).then((found) => found !== undefined && !isTombstone(found) && this.#belongs(found));
    this.#there.set(key, there);
    return there;
  }

  /** What the query asks after beside its kind: this person's votes and what they follow, or the votes on one post. */
  async #votes({ mine, voted, told }: Query): Promise<State> {
    const me = this.reader?.id;
    const rows = voted ? await this.#entities.index('parent').getAll([this.#community, refKey(voted)]) : [];
    const wanted = told ? (['vote', 'follow', 'idea', 'mark'] as const) : mine ? (['vote'] as const) : [];
    for (const kind of me === undefined ? [] : wanted)
      rows.push(...(await this.#entities.index('people').getAll([this.#community, kind, me!])));
    const known = new Map(rows.map(({ kind, id, value }) => [refKey({ kind, id }), value]));
    return {
      get: <K extends keyof Entities>({ kind, id }: Ref<K>) =>
        known.get(refKey({ kind, id })) as Entities[K] | undefined,
    };
  }
}

const noState: State = { get: () => undefined };

/** As whom someone reads at that moment. */
export async function readerIn(
  tx: Transaction,
  community: string,
  identity: Identity | null,
): Promise<Identity | null> {
  const row = identity && (await tx.objectStore('entity').get([community, 'member', identity.id]));
  return readerOf(identity, row?.value as Kept);
}
