import { sql, type Kysely } from 'kysely';
import type { Dialect, Hits } from '../dialect.js';
import { beginning, headRow } from '../head.js';
import type { Tables } from '../tables.js';

/** The words of each entity, as PostgreSQL keeps them. */
interface Terms {
  search: { community: string; entity: number; terms: string };
}

const termsOf = (db: Kysely<Tables>) => db as unknown as Kysely<Terms>;

/** Characters of a word that count: PostgreSQL takes words of up to 2,046 bytes. More than anybody can ask for at once. */
const longest = 400;

/** A word as it is indexed: with its community in front, so that one's search never walks through another's words. */
const wordOf = (community: string, term: string) => `${community}/${[...term].slice(0, longest).join('')}`;

/** Words that begin so, as PostgreSQL writes it. */
const startsWith = (word: string) => `'${word.replaceAll('\\', '\\\\').replaceAll(`'`, `''`)}':*`;

export const postgres: Dialect = {
  name: 'postgres',
  parallel: true,

  among(column, values) {
    const type = typeof values[0] === 'number' ? sql`bigint[]` : sql`text[]`;
    return sql`${sql.ref(column)} = any(${values}::${type})`;
  },

  hits(db, community, beginnings) {
    const asked = beginnings.map((word) => startsWith(wordOf(community, word)));
    const query = sql`${asked.join(' & ')}::tsquery`;
    return termsOf(db)
      .selectFrom('search')
      .select('entity as n')
      .where('search.community', '=', community)
      .where(sql<boolean>`terms @@ ${query}`) as unknown as Hits;
  },

  async putTerms(db, community, words) {
    await termsOf(db)
      .insertInto('search')
      .values(
        words.map(({ n, terms }) => {
          const listed = terms.map((term) => wordOf(community, term));
          return { community, entity: n, terms: sql`array_to_tsvector(${listed}::text[])` };
        }),
      )
      .onConflict((conflict) =>
        conflict.columns(['community', 'entity']).doUpdateSet((eb) => ({ terms: eb.ref('excluded.terms') })),
      )
      .execute();
  },

  async dropTerms(db, community, entities) {
    if (entities.length === 0) return;
    await termsOf(db)
      .deleteFrom('search')
      .where('search.community', '=', community)
      .where(postgres.among('search.entity', entities))
      .execute();
  },

  async takeTurn(db, community) {
    const turn = () => headRow(db, community).forUpdate().executeTakeFirst();
    const head = await turn();
    if (head) return head;
    await db
      .insertInto('head')
      .values({ community, ...beginning })
      .onConflict((conflict) => conflict.column('community').doNothing())
      .execute();
    return (await turn()) ?? beginning;
  },
};
