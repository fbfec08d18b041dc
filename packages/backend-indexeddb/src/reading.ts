import {
  decodeCursor,
  defaultPageSize,
  direction,
  encodeCursor,
  isTombstone,
  matches,
  mostSimilar,
  pageOf,
  readerOf,
  refKey,
  sortOf,
  visible,
  type Cursor,
  type Entities,
  type Entity,
  type Identity,
  type Kind,
  type ListKind,
  type Member,
  type Query,
  type Ref,
  type Sort,
  type State,
} from '@rallykit/core';
import { seen, type Stored } from './rows.js';
import type { EntityRow, Transaction } from './tables.js';

interface Found<T> {
  readonly items: readonly T[];
  readonly next: Cursor | undefined;
  readonly total: number | undefined;
}

/** Reads one community as one person, or an anonymous reader, finds it: at the moment of one transaction. */
export class Reading {
  readonly #entities;
  readonly #community: string;
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
      refs.map(async ({ kind, id }) =>
        seen(await this.#entities.get([this.#community, kind, id]), this.reader),
      ),
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
    const { search, similar, subject, author, mine, total } = query;
    const few = [search, similar, subject, author, mine].some((condition) => condition !== undefined);
    if (!few && !total) return this.#walk(query);
    const state = await this.#votes(query);
    const all = (await this.#candidates(query))
      .map(({ value }) => value as Entities[K])
      .filter((entity) => visible(entity, this.reader) && matches(entity, query, this.reader?.id, state));
    const page =
      similar === undefined ? pageOf(all, query) : { items: mostSimilar(all, query), next: undefined };
    return { ...page, total: total ? all.length : undefined };
  }

  /** In the query's order, no further than the page goes. */
  async #walk<K extends ListKind>(query: Query<K>): Promise<Found<Entities[K]>> {
    const first = query.first ?? defaultPageSize;
    const sort = sortOf(query);
    const items: Entities[K][] = [];
    const index = this.#entities.index(sort === 'old' ? 'new' : sort);
    let cursor = await index.openCursor(this.#rangeOf(query, sort), direction(sort) > 0 ? 'next' : 'prev');
    for (; cursor; cursor = await cursor.continue()) {
      const entity = cursor.value.value as Entities[K];
      if (!visible(entity, this.reader) || !matches(entity, query, undefined, noState)) continue;
      const last = items.at(-1);
      if (items.length >= first) return { items, next: last && encodeCursor(query, last), total: undefined };
      items.push(entity);
    }
    return { items, next: undefined, total: undefined };
  }

  /** The part of an order's index that is after the query's cursor. */
  #rangeOf(query: Query, sort: Sort): IDBKeyRange {
    const from = [this.#community, query.kind];
    // An array comes after every number and string.
    const to = [...from, []];
    const after = decodeCursor(query);
    if (!after) return IDBKeyRange.bound(from, to);
    const [k0, k1, id] = after;
    const place = sort === 'top' || sort === 'trending' ? [...from, k0, k1, id] : [...from, k0, id];
    return direction(sort) > 0
      ? IDBKeyRange.bound(place, to, true)
      : IDBKeyRange.bound(from, place, false, true);
  }

  /** Listed entities of the query's kind that are enough to find all that match. */
  async #candidates({ kind, subject, author, mine }: Query): Promise<EntityRow[]> {
    const writer = author ?? (mine === 'posted' ? this.reader?.id : undefined);
    const community = this.#community;
    const rows = subject
      ? await this.#entities.index('parent').getAll([community, refKey(subject)])
      : writer !== undefined
        ? await this.#entities.index('people').getAll([community, kind, writer])
        : await this.#entities
            .index('new')
            .getAll(IDBKeyRange.bound([community, kind], [community, kind, []]));
    return rows.filter(({ created }) => created !== undefined);
  }

  /** This person's votes, when the query asks after them. */
  async #votes({ mine }: Query): Promise<State> {
    const me = this.reader?.id;
    if (!mine || me === undefined) return noState;
    const rows = await this.#entities.index('people').getAll([this.#community, 'vote', me]);
    const votes = new Map(rows.map(({ id, value }) => [id, value]));
    return {
      get: <K extends keyof Entities>({ kind, id }: Ref<K>) =>
        kind === 'vote' ? (votes.get(id) as Entities[K] | undefined) : undefined,
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
  const member = row && !isTombstone(row.value) ? (row.value as Member) : undefined;
  return readerOf(identity, member);
}
