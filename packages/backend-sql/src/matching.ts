import {
  atLeast,
  personalKinds,
  pinLift,
  refKey,
  type Identity,
  type ListKind,
  type Mark,
  type Query,
} from '@rallykit/core';
import { sql, type Kysely, type SelectQueryBuilder, type SqlBool } from 'kysely';
import type { Database, Dialect, Hits } from './dialect.js';
import { wanted } from './search.js';
import type { Tables } from './tables.js';

export type ListState = 'listed' | 'pending' | 'archived' | 'kept';

/** A condition by which rows can be found, each by an index of its own. */
const narrowings = ['status', 'tags', 'author', 'search'] as const;
export type Narrowings = ReadonlySet<(typeof narrowings)[number]>;
const none: Narrowings = new Set();
/** Where little is found without them, all conditions are tested on that. */
export const everyNarrowing: Narrowings = new Set(narrowings);

/**
 * A condition that fewer rows meet is met by few: they are gathered by it, and put in order. Where more do, rows are read in order
 * and tested until a page is full, which is soon.
 */
export const usuallyFew = 4_000;

const reviewed: readonly ListKind[] = ['idea', 'question', 'answer', 'comment'];

type Rows = SelectQueryBuilder<Tables, 'entity', object>;

/** Core's `matches` and `visible` as SQL: the rows of one community that a query asks for, as one person finds them. */
export class Matching {
  readonly #db: Kysely<Tables>;
  readonly #dialect: Dialect;
  readonly #community: string;
  readonly #me: string | undefined;
  readonly #isTeam: boolean;
  readonly #isOperator: boolean;
  readonly #few: number;
  readonly #mark: Mark | undefined;

  constructor(
    { read, dialect }: Pick<Database, 'read' | 'dialect'>,
    community: string,
    reader: Identity | null,
    few: number,
    mark?: Mark,
  ) {
    this.#few = few;
    this.#mark = mark;
    this.#db = read;
    this.#dialect = dialect;
    this.#community = community;
    this.#me = reader?.id;
    this.#isTeam = reader !== null && atLeast(reader.role, 'team');
    this.#isOperator = reader?.role === 'operator';
  }

  /** The states of rows that this reader may find in a list. Read apart, so that each has its index. */
  states({ kind, merged, archived }: Query): readonly ListState[] {
    if (merged && archived) return [];
    if (merged) return kind === 'idea' ? ['kept'] : [];
    if (archived) return kind === 'idea' ? ['archived'] : [];
    if (kind === 'notification') return this.#me === undefined ? ['listed'] : ['listed', 'kept'];
    if (personalKinds.includes(kind)) return ['kept'];
    return this.#me !== undefined && reviewed.includes(kind) ? ['listed', 'pending'] : ['listed'];
  }

  /** The conditions of a query that are met by many rows, and whether one is met by few. */
  async probe(query: Query): Promise<{ readonly many: Narrowings; readonly isFew: boolean }> {
    const many = new Set<(typeof narrowings)[number]>();
    let isFew = false;
    for (const each of narrowings) {
      const found = this.#meeting(query, each);
      if (!found) continue;
      if ((await this.countUpTo(this.#few, found)) === this.#few) many.add(each);
      else isFew = true;
    }
    return { many, isFew };
  }

  /** How many rows there are, but no more than `most`. */
  async countUpTo(most: number, rows: Hits): Promise<number> {
    const { n } = await this.#db
      .selectFrom(rows.limit(most).as('found'))
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    return n;
  }

  /**
   * The rows. Those conditions that are met by `many` find none, but are tested on what the others find; of these a text
   * that is searched for is left to the caller.
   */
  rows(query: Query, state: ListState, many: Narrowings = none): Rows {
    return this.#narrow(this.#db.selectFrom('entity'), query, state, many);
  }

  /** The numbers of the rows, to be counted: where many have the words that are searched for, found by these. */
  numbers(query: Query, state: ListState, many: Narrowings): Hits {
    const found = many.has('search') && this.#meeting(query, 'search');
    if (!found) return this.rows(query, state, many).select('entity.n') as unknown as Hits;
    // A cross join is read from its left, and no further than somebody counts.
    const joined = this.#db
      .selectFrom(found.as('hit'))
      .crossJoin('entity')
      .whereRef('entity.n', '=', 'hit.n') as unknown as Rows;
    return this.#narrow(joined, query, state, many).select('entity.n') as unknown as Hits;
  }

  /** The numbers of what meets one condition, whatever the others say; undefined where the query has no such condition. */
  #meeting(
    { kind, board, status, tags, author, mine, search }: Query,
    narrowing: (typeof narrowings)[number],
  ): Hits | undefined {
    let rows = this.#db
      .selectFrom('entity')
      .select('entity.n')
      .where('entity.community', '=', this.#community)
      .where('entity.kind', '=', kind);
    switch (narrowing) {
      case 'status':
        if (!status) return undefined;
        rows = rows.where('entity.state', '=', sql.lit('listed')).where(oneOf('entity.status', status));
        return (board === undefined ? rows : rows.where('entity.board', '=', board)) as unknown as Hits;
      case 'author': {
        const by = author ?? (mine === 'posted' ? this.#me : undefined);
        return by === undefined ? undefined : (rows.where('entity.author', '=', by) as unknown as Hits);
      }
      case 'tags':
        return tags && (this.#tagged(tags).select('tag.entity as n') as unknown as Hits);
      case 'search': {
        const words = wanted(search ?? '');
        return words.length > 0 ? this.#dialect.hits(this.#db, this.#community, words) : undefined;
      }
    }
  }

  #narrow(from: Rows, query: Query, state: ListState, many: Narrowings): Rows {
    const { kind, board, subject, status, tags, ships, author, voted, told, mine } = query;
    const { since, until, votes, unanswered } = query;
    const me = this.#me;
    // The state is written into the text of the query: only so does SQLite know that a partial index serves it.
    let rows = from
      .where('entity.community', '=', this.#community)
      .where('entity.kind', '=', kind)
      .where('entity.state', '=', sql.lit(state));
    if (!this.#isTeam && kind === 'audit') rows = rows.where(nothing);
    if (personalKinds.includes(kind)) {
      const isShown = kind === 'vote' && voted !== undefined;
      if (state === 'kept' && (told || !(this.#isOperator || isShown)))
        rows = rows.where('entity.author', '=', me ?? null);
      // A vote has no author, and nothing that is somebody's: only what it is on.
      if (author !== undefined || mine) rows = rows.where(nothing);
    }
    if (told) rows = this.#told(rows, query, state);
    if (!this.#isTeam && state === 'pending') rows = rows.where('entity.author', '=', me ?? null);
    if (board !== undefined) rows = rows.where('entity.board', '=', board);
    if (subject) rows = rows.where('entity.parent', '=', refKey(subject));
    if (status) rows = rows.where(oneOf('entity.status', status, many.has('status')));
    if (tags) {
      const tagged = this.#tagged(tags);
      rows = many.has('tags')
        ? rows.where(({ exists }) =>
            exists(tagged.select('tag.tag').where(sql<SqlBool>`tag.entity = entity.n`)),
          )
        : rows.where('entity.n', 'in', tagged.select('tag.entity'));
    }
    if (ships) {
      const shipping = this.#db
        .selectFrom('ship')
        .select('ship.entity')
        .where('ship.community', '=', this.#community)
        .where(oneOf('ship.idea', ships));
      rows = rows.where('entity.n', 'in', shipping);
    }
    for (const [column, sign, value] of [
      ['created', '>=', since],
      ['created', '<', until],
      ['score', '>=', votes],
    ] as const)
      if (value !== undefined) rows = rows.where(sql<SqlBool>`${unlifted(column)} ${sql.raw(sign)} ${value}`);
    // Votes are on these alone.
    if (votes !== undefined) rows = rows.where('entity.kind', 'in', ['idea', 'question', 'answer']);
    if (unanswered && kind === 'question') rows = rows.where('entity.status', '=', 'open');
    else if (unanswered)
      rows = kind === 'idea' ? rows.where('entity.body', 'not like', '%"response":{%') : rows.where(nothing);
    if (author !== undefined) rows = rows.where(oneOf('entity.author', [author], many.has('author')));
    if (voted) {
      const voters = this.#db
        .selectFrom('entity as vote')
        .select((eb) => eb.ref('vote.author').$notNull().as('author'))
        .where('vote.community', '=', this.#community)
        .where('vote.parent', '=', refKey(voted))
        .where('vote.kind', '=', 'vote')
        .where('vote.score', '<>', 0);
      if (kind === 'vote')
        rows = rows.where('entity.parent', '=', refKey(voted)).where('entity.score', '<>', 0);
      else rows = kind === 'member' ? rows.where('entity.id', 'in', voters) : rows.where(nothing);
    }
    if (mine) {
      if (me === undefined) rows = rows.where(nothing);
      else if (mine === 'posted') rows = rows.where(oneOf('entity.author', [me], many.has('author')));
      else if (mine === 'voted') rows = rows.where('entity.ref', 'in', this.#voted(me));
      else {
        rows = rows.where((eb) =>
          eb.or([eb('entity.author', '=', me), eb('entity.ref', 'in', this.#voted(me))]),
        );
      }
    }
    const hits = many.has('search') ? undefined : this.#meeting(query, 'search');
    return hits ? rows.where('entity.n', 'in', this.#db.selectFrom(hits.as('hit')).select('hit.n')) : rows;
  }

  /** Core's `isTold`: found by what this person follows, however much else there is. */
  #told(rows: Rows, { kind, told }: Query, state: ListState): Rows {
    const me = this.#me;
    if (kind !== 'notification' || me === undefined) return rows.where(nothing);
    let mine = rows;
    if (state === 'listed') {
      mine = mine.where('entity.author', '<>', me).where(
        'entity.n',
        'in',
        sql<number>`(
          select notification.n from (
            select tie.parent as idea, tie.created from ${entity} as tie
              where tie.community = ${this.#community} and tie.author = ${me} and tie.kind in ('vote', 'follow') and tie.score <> 0
            union all
            select tie.ref, tie.created from ${entity} as tie
              where tie.community = ${this.#community} and tie.author = ${me} and tie.kind = 'idea'
          ) as tied
          join ${entity} as notification on notification.community = ${this.#community} and notification.parent = tied.idea
            and notification.kind = 'notification' and notification.created >= tied.created
          where not exists (
            select 1 from ${entity} as said where said.community = ${this.#community}
              and said.ref = ${`follow/${me}~idea~`} || substr(tied.idea, 6) and said.score = 0
          ))`,
      );
    }
    const mark = told === 'unread' ? this.#mark : undefined;
    if (!mark) return mine;
    mine = mine.where('entity.created', '>', mark.readAt);
    const read = mark.read.map(({ id }) => id);
    return read.length > 0 ? mine.where('entity.id', 'not in', read) : mine;
  }

  #tagged(tags: readonly string[]) {
    return this.#db
      .selectFrom('tag')
      .where('tag.community', '=', this.#community)
      .where(oneOf('tag.tag', tags));
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

/** A column of `placeOf` as it is of an idea that is not pinned. */
const unlifted = (column: 'created' | 'score') => {
  const value = sql.ref(`entity.${column}`);
  return sql`case when ${value} >= ${pinLift} then ${value} - ${pinLift} else ${value} end`;
};

const nothing = sql<SqlBool>`false`;
/** As the query's schema has it. */
const entity = sql.table('entity');

/** `unfound`: written so that no index finds it. */
function oneOf(column: string, values: readonly string[], unfound = false) {
  if (values.length === 0) return nothing;
  const value = unfound ? sql`${sql.ref(column)} || ''` : sql.ref(column);
  return sql<SqlBool>`${value} in (${sql.join(values)})`;
}
