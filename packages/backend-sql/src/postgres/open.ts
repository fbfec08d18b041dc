import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql, type KyselyPlugin, type QueryResult, type UnknownRow } from 'kysely';
import type { Database, Opener } from '../dialect.js';
import type { Tables } from '../tables.js';
import { postgres } from './dialect.js';
import { diagnosis, inTrouble, isConflict, postgresError, type Place } from './errors.js';
import { migrate } from './migrate.js';
import { forKysely, openPool, placeOf, type PostgresPool } from './pool.js';

/** How long a transaction that PostgreSQL broke off is run again. */
const patienceMs = 2_000;

/** A database in PostgreSQL, by its address or by a pool of connections to it. */
export function postgresDatabase(database: string | PostgresPool, schema: string): Opener {
  const place = (): Place =>
    typeof database === 'string'
      ? placeOf(database, schema)
      : { server: 'the pool’s server', database: 'the pool’s', user: 'the pool’s', schema };
  return {
    name: 'postgres',
    open: () => open(database, place()),
    diagnose: (error) => diagnosis(place(), error),
  };
}

async function open(database: string | PostgresPool, place: Place): Promise<Database> {
  const pool =
    typeof database === 'string' ? await openPool(database) : { ...ended, connect: () => database.connect() };
  const root = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: forKysely(pool, () => pool.end()) }),
    plugins: [int8],
  });
  const db = root.withSchema(place.schema);
  try {
    const epoch = await migrate(root, place, randomUUID());
    const heads = new Map<string, number>();
    return {
      dialect: postgres,
      read: db,
      epoch,
      write: (work) => patiently(() => inTransaction(db, work)),
      async changed(communities) {
        const rows = await db
          .selectFrom('head')
          .select(['community', 'seq'])
          .where(postgres.among('community', communities))
          .execute();
        const news = rows.filter(({ community, seq }) => heads.get(community) !== seq);
        for (const { community, seq } of news) heads.set(community, seq);
        return news.map(({ community }) => community);
      },
      explain: (thrown) => postgresError(place, thrown),
      inTrouble,
      close: () => root.destroy(),
    };
  } catch (thrown) {
    await root.destroy().catch(() => {});
    throw postgresError(place, thrown);
  }
}

/** A caller's own pool stays open. */
const ended = { end: async () => {} };

/**
 * `read committed` is enough, since a community's turn (`Dialect.takeTurn`) makes its transactions run one after the
 * other, each seeing all that the one before it has written: see the decision “Writers take turns”. The limits end a
 * transaction whose process hangs, so that others get their turn; set for this one only, which poolers understand.
 */
const inTransaction = <T>(db: Kysely<Tables>, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> =>
  db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (transaction) => {
      await sql`select
        set_config('lock_timeout', '2000', true),
        set_config('statement_timeout', '10000', true),
        set_config('idle_in_transaction_session_timeout', '10000', true)`.execute(transaction);
      return work(transaction);
    });

/** Runs work again that PostgreSQL broke off for the sake of another transaction, at times that no two share. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const end = performance.now() + patienceMs;
  for (let longest = 10; ; longest = Math.min(2 * longest, 300)) {
    try {
      return await work();
    } catch (thrown) {
      if (!isConflict(thrown) || performance.now() >= end) throw thrown;
    }
    await wait(Math.random() * longest);
  }
}

/** Columns of whole numbers of 8 bytes, which pg gives as text: ours are all small enough for a number. */
const wide = ['n', 'entity', 'seq', 'posts', 'word'];

const int8: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  async transformResult({ result }): Promise<QueryResult<UnknownRow>> {
    for (const row of result.rows) {
      for (const column of wide) if (typeof row[column] === 'string') row[column] = Number(row[column]);
    }
    return result;
  },
};
