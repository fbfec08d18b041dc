/** Whatever a query says in SQLite's own way; all other queries are plain SQL. */
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Tables } from './tables.js';

/** A list of values for `in`. Passed as one parameter, so that the query's text is the same for any number. */
export const among = (values: readonly (string | number)[]): RawBuilder<never> =>
  sql<never>`(select value from json_each(${JSON.stringify(values)}))`;

/** Rows of `search` with words that begin as `beginnings` do: all of them, or some. */
export const matching = (beginnings: readonly string[], want: 'all' | 'some'): RawBuilder<boolean> =>
  sql`search match ${beginnings.map((word) => `"${word}"*`).join(want === 'all' ? ' AND ' : ' OR ')}`;

export async function putTerms(db: Kysely<Tables>, rowid: number, terms: string): Promise<void> {
  await sql`insert or replace into search (rowid, terms) values (${rowid}, ${terms})`.execute(db);
}
