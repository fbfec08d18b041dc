import { RallyError, type Backend, type BackendHost, type Entity, type Identity } from '@rallykit/core';
import { connect, type Store } from './connection.js';
import { Feed } from './feed.js';
import { Connection, databaseName } from './open.js';
import { Writer } from './writer.js';

export { deleteStore } from './open.js';

interface CommonOptions {
  /** Names the store, among all that this site keeps in the browser. Its database is `rallykit:<name>`. */
  readonly name: string;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
  /** How many commands of each community are kept, at least, for watchers that come back. 10,000 when left out. */
  readonly retention?: number;
  /** How long the outcome of a command is remembered by its id, in milliseconds. 30 days when left out. */
  readonly receiptsMs?: number;
}

export interface IndexedDbHostOptions extends CommonOptions {
  /**
   * What each community starts with, by its name; in any order. Taken over as the command `entity.import` does, so
   * counts follow from what is there, and only by a community in which nothing has happened yet. A seed that is not
   * well-formed fails every call with `invalid`.
   */
  readonly seed?: Readonly<Record<string, readonly Entity[]>>;
}

export interface IndexedDbHost extends BackendHost {
  /** How many watches are open, in all communities of this host. */
  readonly watching: number;
}

/**
 * A store in the browser's own database, IndexedDB, for many people and communities. What it has acknowledged is there
 * after a reload. Several tabs may use it at once: they write in turn, and each hears of what the others did.
 *
 * `ready`, and every call of a connection, rejects with `not-configured` where the browser lets the page keep nothing
 * (a private window, site data blocked) and when a newer RallyKit has updated the database, with `unavailable` while
 * another tab holds up an update, and with `too-large` when the browser has no room left; each says what to do, and
 * nothing is half-written.
 * @example
 * const host = indexedDbHost({ name: 'shop', seed: { default: entities } });
 * const ana = host.as({ id: 'ana', name: 'Ana', role: 'member' });
 */
export function indexedDbHost(options: IndexedDbHostOptions): IndexedDbHost {
  const { name, seed = {}, now = Date.now, retention = 10_000, receiptsMs = 30 * 86_400_000 } = options;
  const connections = new Set<Backend>();
  let seeding: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  const connection = new Connection(name, () => {
    // Deleted, it is empty again.
    seeding = undefined;
    feed.wake();
  });
  const feed = new Feed(connection, databaseName(name));
  const writer = new Writer(connection, feed, { now, retention, receiptsMs });

  async function seedAll(): Promise<void> {
    for (const [community, entities] of Object.entries(seed)) await writer.seed(community, entities);
  }

  async function store(): Promise<Store> {
    if (name === '') {
      throw new RallyError('not-configured', 'Give the store a name, such as “indexeddb:shop”.');
    }
    if (closing) throw new RallyError('closed', 'This store was closed. Open a new one.');
    seeding ??= seedAll();
    try {
      await seeding;
    } catch (thrown) {
      // Tried again with the next call: what stood in the way may be gone.
      seeding = undefined;
      throw thrown;
    }
    return { connection, feed, writer };
  }

  async function close(): Promise<void> {
    await Promise.all([...connections].map((each) => each.close()));
    feed.close();
    connection.close();
  }

  return {
    get watching() {
      return feed.watching;
    },
    as(identity, community = 'default') {
      const person: Backend = connect({
        community,
        identity,
        retention,
        receiptsMs,
        store,
        onClose: () => connections.delete(person),
      });
      connections.add(person);
      return person;
    },
    ready: async () => {
      await store();
      await connection.read((tx) => tx.objectStore('meta').get('epoch'));
    },
    close: () => (closing ??= close()),
  };
}

export interface IndexedDbOptions extends CommonOptions {
  /** Who uses this connection; an anonymous reader when left out. */
  readonly identity?: Identity | null;
  /** What the community starts with: see `IndexedDbHostOptions`. */
  readonly seed?: readonly Entity[];
}

/**
 * One person's connection to a community that this browser keeps: for demos, prototypes and offline use.
 * @example indexedDbBackend({ name: 'shop', identity: { id: 'ana', name: 'Ana', role: 'member' }, seed: [board] })
 */
export function indexedDbBackend({ identity = null, seed = [], ...options }: IndexedDbOptions): Backend {
  return indexedDbHost({ ...options, seed: { default: seed } }).as(identity);
}
