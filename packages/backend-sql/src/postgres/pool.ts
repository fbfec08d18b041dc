import type { PostgresPool as KyselyPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { notConfigured } from '../not-configured.js';
import { isLost, type Place } from './errors.js';

/** A pool of connections: one of pg's, or anything that is used alike. Whoever made it ends it. */
export interface PostgresPool {
  connect(): Promise<{
    query(
      text: string,
      values: unknown[],
    ): Promise<{ command?: string; rowCount?: number | null; rows: unknown[] }>;
    /** Gives the connection back; with true because it is broken and must not be used again. */
    release(broken?: boolean): void;
  }>;
}

/** How long to wait for a connection, and for an answer of one that may be dead without having said so. */
const connectMs = 5_000;
const answerMs = 15_000;

/** Whether a database's name is an address of PostgreSQL, and not a file. */
export const isAddress = (database: string): boolean => /^postgres(ql)?:/i.test(database);

/** What of an address can be shown. @throws RallyError `not-configured` for one that can't be read. */
export function placeOf(address: string, schema: string): Place {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const database = decode(url?.pathname.slice(1));
  // The address stays out of the message: its password may be what is wrong with it.
  if (!url || !database) {
    throw notConfigured(
      'The database’s address can’t be read. Write it as postgres://user:password@host:5432/database, with %40 for “@” and %2F for “/” in the password.',
    );
  }
  const host = url.searchParams.get('host') ?? decode(url.hostname) ?? '';
  const server = host.startsWith('/') ? host : `${host || 'localhost'}:${url.port || 5432}`;
  return { server, database, user: decode(url.username) || 'postgres', schema };
}

function decode(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A pool of pg's own, which is loaded now: stores in a file do without it. */
export async function openPool(address: string): Promise<PostgresPool & { end(): Promise<void> }> {
  const { default: pg } = await import('pg').catch((cause: unknown) => {
    throw notConfigured('PostgreSQL is spoken by the package “pg”, which is not here: npm install pg', cause);
  });
  const pool = new pg.Pool({
    connectionString: address,
    application_name: 'rallykit',
    max: 10,
    connectionTimeoutMillis: connectMs,
    query_timeout: answerMs,
    keepAlive: true,
  });
  // A connection that breaks fails what is using it. Nobody else has to hear: unheard, it would end the process.
  const unheard = () => {};
  pool.on('error', unheard);
  pool.on('connect', (client) => client.on('error', unheard));
  return pool;
}

/** The pool as Kysely takes it. What broke is not used again, not even to roll back. */
export const forKysely = (pool: PostgresPool, end: () => Promise<void>): KyselyPool => ({
  async connect() {
    const client = await pool.connect();
    let broken: Error | undefined;
    const query = async (text: string, values: readonly unknown[]) => {
      if (broken) throw broken;
      try {
        return await client.query(text, [...values]);
      } catch (thrown) {
        if (isLost(thrown)) broken = thrown as Error;
        throw thrown;
      }
    };
    return {
      query: query as <R>(text: string, values: readonly unknown[]) => Promise<PostgresQueryResult<R>>,
      release: () => client.release(broken !== undefined),
    } as PostgresPoolClient;
  },
  end,
});
