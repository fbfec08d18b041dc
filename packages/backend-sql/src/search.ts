import { keyTerms, searchTerms } from '@rallykit/core';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Tables } from './tables.js';

/** How much of a word the candidates for `similar` have to share: forgives endings and most typos. */
const stem = 4;
/** Words of a text that are looked for; the first ones, since those of the title come first. */
const wordsAsked = 40;

const beginning = (term: string): string => `"${term}"*`;

/** Rows of `search` that have all the words; undefined when nothing is asked for. */
export function havingAll(search: string): RawBuilder<boolean> | undefined {
  const terms = [...new Set(searchTerms(search))];
  if (terms.length === 0) return undefined;
  return sql`search match ${terms.map(beginning).join(' AND ')}`;
}

/** Rows of `search` that have some of the words of a text; undefined when it has none. */
export function havingSome(text: string): RawBuilder<boolean> | undefined {
  const stems = new Set(
    keyTerms(text)
      .slice(0, wordsAsked)
      .map((term) => [...term].slice(0, stem).join('')),
  );
  if (stems.size === 0) return undefined;
  return sql`search match ${[...stems].map(beginning).join(' OR ')}`;
}

/** Indexes the words of a text: core's, so that every store finds the same. */
export async function putTerms(db: Kysely<Tables>, rowid: number, text: string): Promise<void> {
  const terms = searchTerms(text).join(' ');
  await sql`insert or replace into search (rowid, terms) values (${rowid}, ${terms})`.execute(db);
}

export async function dropTerms(db: Kysely<Tables>, rowids: readonly number[]): Promise<void> {
  if (rowids.length > 0) await db.deleteFrom('search').where('rowid', 'in', rowids).execute();
}
