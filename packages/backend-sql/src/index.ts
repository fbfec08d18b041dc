import { RallyError, type Backend, type BackendHost } from '@rallykit/core';
import { connect, type Store } from './connection.js';
import { sqliteError } from './errors.js';
import { Feed } from './feed.js';
import { openFile } from './open.js';
import { Writer } from './writer.js';

export interface SqliteHostOptions {
  /** Path of the database file. It is made when it is not there; its folder has to be. */
  readonly file: string;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
  /** How many commands of each community are kept, at least, for watchers that come back. 10,000 when left out. */
  readonly retention?: number;
  /** How long the outcome of a command is remembered by its id, in milliseconds. 30 days when left out. */
  readonly receiptsMs?: number;
}

export interface SqliteHost extends BackendHost {
  /** How many watches are open, in all communities. */
  readonly watching: number;
}

/**
 * A store in one SQLite file for many people and communities. What it has acknowledged survives a killed process and a
 * power cut. Other processes may use the file at the same time; watchers hear of their changes too.
 *
 * `ready`, and every call of a connection, rejects with `not-configured` when the file can't be used (no folder, no
 * right to write, damaged, another program's, locked, written by a newer version), naming the file and the remedy. Each
 * tries again, so a store that was put right works without a restart.
 * @example
 * const host = sqliteHost({ file: 'data/rallykit.db' });
 * await host.ready();
 * const ana = host.as({ id: 'ana', name: 'Ana', role: 'member' });
 */
export function sqliteHost(options: SqliteHostOptions): SqliteHost {
  const { file, now = Date.now, retention = 10_000, receiptsMs = 30 * 86_400_000 } = options;
  const connections = new Set<Backend>();
  let opening: Promise<Store> | undefined;
  let feed: Feed | undefined;
  let closing: Promise<void> | undefined;

  async function open(): Promise<Store> {
    const opened = await openFile(file);
    feed = new Feed(opened);
    return { file: opened, feed, writer: new Writer(opened, feed, { now, retention, receiptsMs }) };
  }

  async function store(): Promise<Store> {
    if (closing) throw new RallyError('closed', 'This store was closed. Open a new one.');
    opening ??= open();
    try {
      return await opening;
    } catch (thrown) {
      opening = undefined;
      throw thrown;
    }
  }

  async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const opened = await store();
    try {
      return await work(opened);
    } catch (thrown) {
      throw sqliteError(opened.file.path, thrown);
    }
  }

  async function close(): Promise<void> {
    await Promise.all([...connections].map((connection) => connection.close()));
    const opened = await opening?.catch(() => undefined);
    if (!opened) return;
    await opened.writer.idle();
    opened.feed.close();
    await opened.file.close();
  }

  return {
    get watching() {
      return feed?.watching ?? 0;
    },
    as(identity, community = 'default') {
      const connection = connect({
        community,
        identity,
        retention,
        receiptsMs,
        withStore,
        onClose: () => connections.delete(connection),
      });
      connections.add(connection);
      return connection;
    },
    ready: () =>
      withStore(async ({ file }) => void (await file.read.selectFrom('meta').select('name').execute())),
    close: () => (closing ??= close()),
  };
}
