import {
  comparePlaces,
  decodeCursor,
  defaultPageSize,
  direction,
  encodeCursor,
  likenessAmong,
  matchesSearch,
  mostSimilar,
  placeOf,
  refKey,
  sortOf,
  type Entities,
  type Identity,
  type ListKind,
  type Mark,
  type Place,
  type Query,
  type Sort,
} from '@rallykit/core';
import { sql, type Kysely, type SqlBool } from 'kysely';
import type { Database, Dialect } from './dialect.js';
import { everyNarrowing, Matching, type ListState, usuallyFew, type Narrowings } from './matching.js';
import { candidates } from './similar.js';
import type { Tables } from './tables.js';

/** How many posts that wait for review are compared with a text. */
const candidatesWaiting = 100;
/** How far a total counts, and how far what is found by common words; of more it says that there are at least so many. */
const counted = 1_000;
const countedFound = 200;
/** How many rows are read in order for a text that many have, before they are gathered by its words instead. */
const searched = 2_000;

/** The columns of `placeOf`, in each order; `new` has one number only, since the second is always 0. */
const columns = {
  trending: ['trend', 'created', 'id'],
  top: ['score', 'created', 'id'],
  discussed: ['talk', 'created', 'id'],
  active: ['active', 'created', 'id'],
  new: ['created', 'id'],
  old: ['created', 'id'],
} as const satisfies Record<Sort, readonly string[]>;

/** How a page is read. */
interface Reading {
  /** What is tested on each row: see `Matching.rows`. */
  readonly many?: Narrowings;
  /** Rows are gathered by what few meet, and then put in order; otherwise an index gives the order. */
  readonly gathered?: boolean;
  readonly after?: Place | undefined;
}

/** What waits for review is little. */
const waiting: Reading = { many: everyNarrowing };

/** Reads the lists of one community as one person, or an anonymous reader, finds them. */
export class Lists {
  readonly #db: Kysely<Tables>;
  readonly #dialect: Dialect;
  readonly #community: string;
  readonly #matching: Matching;
  readonly #probed = new WeakMap<Query, ReturnType<Matching['probe']>>();

  /** `few` is for tests, which have not as many rows; `mark` says what the reader has read of what they were told. */
  constructor(
    database: Pick<Database, 'read' | 'dialect'>,
    community: string,
    reader: Identity | null,
    few = usuallyFew,
    mark?: Mark,
  ) {
    this.#db = database.read;
    this.#dialect = database.dialect;
    this.#community = community;
    this.#matching = new Matching(database, community, reader, few, mark);
  }

  /** One page in the query's order, and where the next one starts. */
  async page<K extends ListKind>(query: Query<K>) {
    const first = query.first ?? defaultPageSize;
    const after = decodeCursor(query);
    const { many, isFew } = await this.#probe(query);
    const found: Entities[K][] = [];
    for (const state of this.#matching.states(query)) {
      const reading = state === 'pending' ? { ...waiting, after } : { many, gathered: isFew, after };
      found.push(...(await this.#read(query, first + 1, state, reading)));
    }
    const sort = sortOf(query);
    const inOrder = found.sort((a, b) => comparePlaces(placeOf(a, sort), placeOf(b, sort), sort));
    const items = inOrder.slice(0, first);
    const last = items.at(-1);
    return { items, next: last && found.length > first ? encodeCursor(query, last) : undefined };
  }

  /** Once for a page and its total. */
  #probe(query: Query): ReturnType<Matching['probe']> {
    const probed = this.#probed.get(query) ?? this.#matching.probe(query);
    this.#probed.set(query, probed);
    return probed;
  }

  async #read<K extends ListKind>(query: Query<K>, limit: number, state: ListState, reading: Reading) {
    const read = async (size: number, reading: Reading) =>
      (await this.pageRows(query, size, state, reading).execute()).map(
        ({ body }) => JSON.parse(body) as Entities[K],
      );
    if (!query.search || !reading.many?.has('search')) return read(limit, reading);

    const { search } = query;
    const found: Entities[K][] = [];
    let { after } = reading;
    for (let size = 2 * limit, passed = 0; passed < searched; size *= 2) {
      const rows = await read(size, { ...reading, after });
      found.push(...rows.filter((row) => matchesSearch(row, search)));
      if (rows.length < size || found.length >= limit) return found.slice(0, limit);
      passed += size;
      after = placeOf(rows.at(-1)!, sortOf(query));
    }
    // Many have the words, but few of those that are asked for.
    const many = new Set([...reading.many].filter((each) => each !== 'search'));
    return read(limit, { ...reading, many, gathered: true });
  }

  /** Open for tests, which look at how it is carried out. */
  pageRows(
    query: Query,
    limit: number,
    state: ListState = 'listed',
    { many, gathered, after = decodeCursor(query) }: Reading = {},
  ) {
    const sort = sortOf(query);
    // No index has a sum, so none is read for the order.
    const order = columns[sort].map((column) =>
      gathered && column !== 'id' ? sql<number>`${sql.ref(column)} + 0` : sql.ref<string>(column),
    );
    let rows = this.#matching.rows(query, state, many).select('body').limit(limit);
    if (after) {
      const [k0, k1, id] = after;
      const place = order.length === 3 ? sql`(${k0}, ${k1}, ${id})` : sql`(${k0}, ${id})`;
      const here = sql`(${sql.join(order)})`;
      rows = rows.where(
        direction(sort) > 0 ? sql<SqlBool>`${here} > ${place}` : sql<SqlBool>`${here} < ${place}`,
      );
    }
    for (const column of order) rows = rows.orderBy(column, direction(sort) > 0 ? 'asc' : 'desc');
    return rows;
  }

  /** How many match, counted so far that it is quick. */
  async total(query: Query): Promise<{ readonly n: number; readonly exact: boolean }> {
    const { many } = await this.#probe(query);
    const most = many.has('search') ? countedFound : counted;
    let total = 0;
    for (const state of this.#matching.states(query)) {
      total +=
        state === 'pending'
          ? (await this.#read(query, most + 1, state, waiting)).length
          : await this.#matching.countUpTo(most + 1, this.#matching.numbers(query, state, many));
    }
    return { n: Math.min(total, most), exact: total <= most };
  }

  /** The most similar first: posts that share words with the text, ranked by core's own measure. */
  async similar<K extends ListKind>(query: Query<K>): Promise<Entities[K][]> {
    const found = await candidates(this.#db, this.#dialect, this.#community, query);
    const among = found?.posts ?? [];
    const belonging = new Map<string, Entities[K]>();
    const merged: Entities[K][] = [];
    const read = async (rows: ReturnType<Lists['pageRows']>) => {
      for (const { body } of await rows.execute()) {
        const entity = JSON.parse(body) as Entities[K];
        belonging.set(entity.id, entity);
      }
    };
    for (const state of this.#matching.states(query)) {
      const rows = this.#matching.rows(query, state).select('body');
      // What waits is little, and has no words in the index.
      if (state === 'pending') await read(rows.orderBy('created', 'desc').limit(candidatesWaiting));
      else if (among.length > 0) await read(rows.where(this.#dialect.among('entity.n', among)));
    }
    if (query.kind === 'idea' && !query.merged && among.length > 0) {
      const rows = await this.#db
        .selectFrom('entity')
        .select('body')
        .where('community', '=', this.#community)
        .where('kind', '=', 'idea')
        .where('state', '=', 'kept')
        .where(this.#dialect.among('n', among))
        .execute();
      merged.push(...rows.map(({ body }) => JSON.parse(body) as Entities[K]));
      const refs = merged.flatMap((idea) =>
        'mergedInto' in idea ? [refKey({ kind: 'idea', id: idea.mergedInto as string })] : [],
      );
      if (refs.length > 0)
        await read(
          this.#matching.rows(query, 'listed').select('body').where(this.#dialect.among('entity.ref', refs)),
        );
    }
    const posts = [...merged, ...belonging.values()];
    const likeness = found?.likeness ?? likenessAmong(posts, query);
    return mostSimilar(posts, query, likeness, ({ id }) => belonging.has(id));
  }
}
