/** A database of PostgreSQL for tests: `DATABASE_URL` where it is given, else a server of their own, else PGlite. */
import { PGlite } from '@electric-sql/pglite';
import type { PostgresPool } from '@rallykit/backend-sql';
import pg from 'pg';
import { postgresPrograms, startPostgres, type PostgresServer } from './postgres.js';

export interface TestDatabase {
  /** What the tests run on, such as `PostgreSQL 15.14, a server of its own`. */
  readonly name: string;
  /** Whether other connections and processes can use it too: PGlite has one connection. */
  readonly shared: boolean;
  /** For `sqlHost`. */
  readonly database: string | PostgresPool;
  /** The name of a schema that nobody else has. */
  schema(): string;
  /** Carries out a statement; resolves to its rows. */
  query(text: string): Promise<Record<string, unknown>[]>;
  /** Removes a schema and all in it. */
  drop(schema: string): Promise<void>;
  stop(): Promise<void>;
}

/** Opens the database; `RALLYKIT_TEST_DATABASE=pglite` asks for PGlite where there is something better. */
export async function testDatabase(): Promise<TestDatabase> {
  if (process.env['RALLYKIT_TEST_DATABASE'] === 'pglite') return inMemory();
  const given = process.env['DATABASE_URL'];
  if (given) return onServer(given, 'DATABASE_URL', async () => {});
  if (postgresPrograms() === undefined) return inMemory();
  const server = await startPostgres();
  return onServer(server.url(), 'a server of its own', () => server.stop());
}

/** Names are told apart by process and count: several test files may share the database of `DATABASE_URL`. */
function names() {
  let made = 0;
  return () => `rallykit_test_${process.pid}_${Date.now().toString(36)}_${++made}`;
}

const drop = (schema: string) => `drop schema if exists "${schema}" cascade`;

async function onServer(url: string, from: string, stop: PostgresServer['stop']): Promise<TestDatabase> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const query = async (text: string) => (await pool.query<Record<string, unknown>>(text)).rows;
  const [version] = await query('show server_version');
  return {
    name: `PostgreSQL ${String(version?.['server_version']).split(' ')[0]}, ${from}`,
    shared: true,
    database: url,
    schema: names(),
    query,
    drop: async (schema) => void (await query(drop(schema))),
    async stop() {
      await pool.end();
      await stop();
    },
  };
}

async function inMemory(): Promise<TestDatabase> {
  const db = await PGlite.create();
  const query = async (text: string) => (await db.query<Record<string, unknown>>(text)).rows;
  const [version] = await query('show server_version');
  return {
    name: `PGlite (PostgreSQL ${String(version?.['server_version'])} in memory)`,
    shared: false,
    database: poolOf(db),
    schema: names(),
    query,
    drop: async (schema) => void (await query(drop(schema))),
    stop: () => db.close(),
  };
}

/** PGlite's one connection as a pool of one: whoever wants it waits until it is given back. */
function poolOf(db: PGlite): PostgresPool {
  let free = Promise.resolve();
  return {
    async connect() {
      const before = free;
      let release!: () => void;
      free = new Promise((resolve) => (release = resolve));
      await before;
      return {
        async query(text, values) {
          const { rows, affectedRows = 0 } = await db.query(text, values);
          return { command: text.split(' ', 1)[0]?.toUpperCase() ?? '', rowCount: affectedRows, rows };
        },
        release,
      };
    },
  };
}
