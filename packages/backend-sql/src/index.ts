import { RallyError, WriteLimit, type Backend, type BackendHost } from '@rallykit/core';
import { connect, type Store } from './connection.js';
import { Feed } from './feed.js';
import type { PostgresPool } from './postgres/pool.js';
import { openerOf } from './opener.js';
import { Writer } from './writer.js';

export type { PostgresPool } from './postgres/pool.js';

export interface SqlHostOptions {
  /**
   * Where communities are kept. A path: a SQLite file, which is made when it is not there; its folder has to be. An
   * address that starts with `postgres://`: a database of PostgreSQL, spoken to by the package `pg`. Or a pool of
   * connections to one, which stays the caller's: closing the host leaves it open.
   */
  readonly database: string | PostgresPool;
  /** PostgreSQL: the name of the schema that holds the tables, made when it is not there. `rallykit` when left out. */
  readonly schema?: string;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
  /** How many commands of each community are kept, at least, for watchers that come back. 10,000 when left out. */
  readonly retention?: number;
  /** How long the outcome of a command is remembered by its id, in milliseconds. 30 days when left out. */
  readonly receiptsMs?: number;
  /**
   * How many commands a member can send a minute, all at once after a quiet one; without it, as many as they like. Each
   * process counts for itself.
   */
  readonly writesAMinute?: number;
}

export interface SqlHost extends BackendHost {
  /** How many watches are open, in all communities. */
  readonly watching: number;
}

/**
 * A store in SQL, for many people and communities. What it has acknowledged survives a killed process and a power cut.
 * Other processes may use the database at the same time; watchers hear of their changes too.
 *
 * `ready` rejects with `not-configured` when the database can't be used (no folder, no right to write, damaged, locked,
 * another program's, written by a newer version; no server, no such database, a wrong password), naming what is wrong and
 * the remedy, never a password. So does every call of a connection, or with `unavailable` when it may get better by
 * itself. Each tries again, so a store that was put right works without a restart.
 * @example
 * const host = sqlHost({ database: 'data/rallykit.db' }); // or 'postgres://rallykit:secret@localhost/rallykit'
 * await host.ready();
 * const ana = host.as({ id: 'ana', name: 'Ana', role: 'member' });
 */
export function sqlHost(options: SqlHostOptions): SqlHost {
  const { now = Date.now, retention = 10_000, receiptsMs = 30 * 86_400_000, writesAMinute } = options;
  const writes = new WriteLimit(writesAMinute ?? Infinity, now);
  const opener = openerOf(options);
  const connections = new Set<Backend>();
  let opening: Promise<Store> | undefined;
  let feed: Feed | undefined;
  let closing: Promise<void> | undefined;

  async function open(): Promise<Store> {
    const database = await opener.open();
    feed = new Feed(database);
    return { database, feed, writer: new Writer(database, feed, { now, retention, receiptsMs }) };
  }

  async function store(): Promise<Store> {
    if (closing) throw new RallyError('closed', 'This store was closed. Open a new one.');
    const attempt = (opening ??= open());
    try {
      return await attempt;
    } catch (thrown) {
      if (opening === attempt) opening = undefined;
      throw thrown;
    }
  }

  async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const opened = await store();
    try {
      return await work(opened);
    } catch (thrown) {
      throw opened.database.explain(thrown);
    }
  }

  async function ready(): Promise<void> {
    try {
      await withStore(
        async ({ database }) => void (await database.read.selectFrom('meta').select('name').execute()),
      );
    } catch (thrown) {
      throw RallyError.is(thrown) ? opener.diagnose(thrown) : thrown;
    }
  }

  async function close(): Promise<void> {
    await Promise.all([...connections].map((connection) => connection.close()));
    const opened = await opening?.catch(() => undefined);
    if (!opened) return;
    await opened.writer.idle();
    opened.feed.close();
    await opened.database.close();
  }

  return {
    get watching() {
      return feed?.watching ?? 0;
    },
    as(identity, community = 'default') {
      const connection = connect({
        name: opener.name,
        community,
        identity,
        retention,
        receiptsMs,
        writesAMinute,
        writes,
        withStore,
        onClose: () => connections.delete(connection),
      });
      connections.add(connection);
      return connection;
    },
    ready,
    close: () => (closing ??= close()),
  };
}
