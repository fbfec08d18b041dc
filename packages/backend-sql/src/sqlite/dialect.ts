import { sql, type Kysely } from 'kysely';
import type { Dialect, Hits } from '../dialect.js';
import { headOf } from '../head.js';

/** The full-text index as SQLite shows it: a row is found by the number of its entity. */
interface Fts {
  search: { rowid: number; terms: string };
}

const json = (values: readonly (string | number)[]) => JSON.stringify(values);

export const sqlite: Dialect = {
  name: 'sqlite',
  parallel: false,

  among: (column, values) => sql`${sql.ref(column)} in (select value from json_each(${json(values)}))`,

  hits(db, _community, beginnings) {
    const match = beginnings.map((word) => `"${word}"*`).join(' AND ');
    return (db as unknown as Kysely<Fts>)
      .selectFrom('search')
      .select('rowid as n')
      .where(sql<boolean>`search match ${match}`) as unknown as Hits;
  },

  async putTerms(db, _community, words) {
    const rows = words.map(({ n, terms }) => sql`(${n}, ${terms.join(' ')})`);
    await sql`insert or replace into search (rowid, terms) values ${sql.join(rows)}`.execute(db);
  },

  async dropTerms(db, _community, entities) {
    if (entities.length === 0) return;
    await sql`delete from search where rowid in (select value from json_each(${json(entities)}))`.execute(db);
  },

  // `begin immediate` has taken the turn already, of all communities.
  takeTurn: headOf,
};
