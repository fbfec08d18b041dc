import {
  atLeast,
  comparePlaces,
  decodeCursor,
  defaultPageSize,
  direction,
  encodeCursor,
  likenessAmong,
  mostSimilar,
  placeOf,
  refKey,
  sortOf,
  type Entities,
  type Identity,
  type ListKind,
  type Query,
  type Sort,
} from '@rallykit/core';
import { sql, type Kysely, type SqlBool } from 'kysely';
import type { Database, Dialect } from './dialect.js';
import { wanted } from './search.js';
import { candidates } from './similar.js';
import type { Tables } from './tables.js';

/** How many posts that wait for review are compared with a text. */
const candidatesWaiting = 100;

/** The columns of `placeOf`, in each order; `new` has one number only, since the second is always 0. */
const columns = {
  trending: ['trend', 'created', 'id'],
  top: ['score', 'created', 'id'],
  discussed: ['talk', 'created', 'id'],
  active: ['active', 'created', 'id'],
  new: ['created', 'id'],
  old: ['created', 'id'],
} as const satisfies Record<Sort, readonly string[]>;

type ListState = 'listed' | 'pending' | 'kept';

const secret: readonly ListKind[] = ['vote', 'ballot'];
const reviewed: readonly ListKind[] = ['idea', 'question', 'answer', 'comment'];

/** Reads the lists of one community as one person, or an anonymous reader, finds them. */
export class Lists {
  readonly #db: Kysely<Tables>;
  readonly #dialect: Dialect;
  readonly #community: string;
  readonly #me: string | undefined;
  readonly #isTeam: boolean;
  readonly #isOperator: boolean;

  constructor(
    { read, dialect }: Pick<Database, 'read' | 'dialect'>,
    community: string,
    reader: Identity | null,
  ) {
    this.#db = read;
    this.#dialect = dialect;
    this.#community = community;
    this.#me = reader?.id;
    this.#isTeam = reader !== null && atLeast(reader.role, 'team');
    this.#isOperator = reader?.role === 'operator';
  }

  /** The states of rows that this reader may find in a list. Read apart, so that each has its index. */
  #states({ kind, merged }: Query): readonly ListState[] {
    if (merged) return kind === 'idea' ? ['kept'] : [];
    if (secret.includes(kind)) return ['kept'];
    return this.#me !== undefined && reviewed.includes(kind) ? ['listed', 'pending'] : ['listed'];
  }

  /** One page in the query's order, and where the next one starts. */
  async page<K extends ListKind>(query: Query<K>) {
    const first = query.first ?? defaultPageSize;
    const found: Entities[K][] = [];
    for (const state of this.#states(query)) {
      const rows = await this.pageRows(query, first + 1, state).execute();
      found.push(...rows.map(({ body }) => JSON.parse(body) as Entities[K]));
    }
    const sort = sortOf(query);
    const inOrder = found.sort((a, b) => comparePlaces(placeOf(a, sort), placeOf(b, sort), sort));
    const items = inOrder.slice(0, first);
    const last = items.at(-1);
    return { items, next: last && found.length > first ? encodeCursor(query, last) : undefined };
  }

  /** Open for tests, which look at how it is carried out. */
  pageRows(query: Query, limit: number, state: ListState = 'listed') {
    const sort = sortOf(query);
    const [order, after] = [columns[sort], decodeCursor(query)];
    let rows = this.#matching(query, state).select('body').limit(limit);
    if (after) {
      const [k0, k1, id] = after;
      const place = order.length === 3 ? sql`(${k0}, ${k1}, ${id})` : sql`(${k0}, ${id})`;
      const here = sql`(${sql.join(order.map((column) => sql.ref(column)))})`;
      rows = rows.where(
        direction(sort) > 0 ? sql<SqlBool>`${here} > ${place}` : sql<SqlBool>`${here} < ${place}`,
      );
    }
    for (const column of order) rows = rows.orderBy(column, direction(sort) > 0 ? 'asc' : 'desc');
    return rows;
  }

  async total(query: Query): Promise<number> {
    let total = 0;
    for (const state of this.#states(query)) {
      const count = this.#matching(query, state).select((eb) => eb.fn.countAll<number>().as('n'));
      total += (await count.executeTakeFirstOrThrow()).n;
    }
    return total;
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
    for (const state of this.#states(query)) {
      const rows = this.#matching(query, state).select('body');
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
          this.#matching(query, 'listed').select('body').where(this.#dialect.among('entity.ref', refs)),
        );
    }
    const posts = [...merged, ...belonging.values()];
    const likeness = found?.likeness ?? likenessAmong(posts, query);
    return mostSimilar(posts, query, likeness, ({ id }) => belonging.has(id));
  }

  /** Core's `matches` and `visible`, as SQL. */
  #matching({ kind, board, subject, status, tags, author, voted, mine, search }: Query, state: ListState) {
    const me = this.#me;
    // The state is written into the text of the query: only so does SQLite know that a partial index serves it.
    let rows = this.#db
      .selectFrom('entity')
      .where('entity.community', '=', this.#community)
      .where('entity.kind', '=', kind)
      .where('entity.state', '=', sql.lit(state));
    if (!this.#isTeam && kind === 'audit') rows = rows.where(nothing);
    if (secret.includes(kind)) {
      if (!this.#isOperator) rows = rows.where('entity.author', '=', me ?? null);
      // A vote has no author, and nothing that is somebody's: only what it is on.
      if (author !== undefined || mine) rows = rows.where(nothing);
    }
    if (!this.#isTeam && state === 'pending') rows = rows.where('entity.author', '=', me ?? null);
    if (board !== undefined) rows = rows.where('entity.board', '=', board);
    if (subject) rows = rows.where('entity.parent', '=', refKey(subject));
    if (status) rows = rows.where(oneOf('entity.status', status));
    if (tags) {
      const tagged = this.#db
        .selectFrom('tag')
        .select('tag.entity')
        .where('tag.community', '=', this.#community)
        .where(oneOf('tag.tag', tags));
      rows = rows.where('entity.n', 'in', tagged);
    }
    if (author !== undefined) rows = rows.where('entity.author', '=', author);
    if (voted) {
      const voters = this.#db
        .selectFrom('entity as vote')
        .select((eb) => eb.ref('vote.author').$notNull().as('author'))
        .where('vote.community', '=', this.#community)
        .where('vote.parent', '=', refKey(voted))
        .where('vote.kind', '=', 'vote')
        .where('vote.score', '<>', 0);
      rows = kind === 'member' ? rows.where('entity.id', 'in', voters) : rows.where(nothing);
    }
    if (mine) {
      if (me === undefined) rows = rows.where(nothing);
      else if (mine === 'posted') rows = rows.where('entity.author', '=', me);
      else if (mine === 'voted') rows = rows.where('entity.ref', 'in', this.#voted(me));
      else {
        rows = rows.where((eb) =>
          eb.or([eb('entity.author', '=', me), eb('entity.ref', 'in', this.#voted(me))]),
        );
      }
    }
    const words = wanted(search ?? '');
    if (words.length > 0) {
      rows = rows.where(
        'entity.n',
        'in',
        this.#db.selectFrom(this.#dialect.hits(this.#db, this.#community, words).as('hit')).select('hit.n'),
      );
    }
    return rows;
  }

  /** Refs of what a member has voted on. */
  #voted(member: string) {
    return this.#db
      .selectFrom('entity as vote')
      .select((eb) => eb.ref('vote.parent').$notNull().as('parent'))
      .where('vote.community', '=', this.#community)
      .where('vote.author', '=', member)
      .where('vote.kind', '=', 'vote')
      .where('vote.score', '<>', 0);
  }
}

const nothing = sql<SqlBool>`false`;

const oneOf = (column: 'entity.status' | 'tag.tag', values: readonly string[]) =>
  values.length === 0 ? nothing : sql<SqlBool>`${sql.ref(column)} in (${sql.join(values)})`;
