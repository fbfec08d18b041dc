import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlHost, type SqlHost } from '@rallykit/backend-sql';
import { importEntities, personas, type Seed, type World } from '@rallykit/conformance';

/** A store in a file of its own, filled with a seed. */
export interface SqliteStore {
  readonly host: SqlHost;
  /** Closes the host and opens another on what it kept. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export async function sqliteStore({ communities, ...options }: Seed): Promise<SqliteStore> {
  const folder = await mkdtemp(join(tmpdir(), 'rallykit-sqlite-'));
  const open = () => sqlHost({ database: join(folder, 'rallykit.db'), ...options });
  let host = open();
  for (const [name, entities] of Object.entries(communities)) {
    await importEntities(host.as(personas.operator, name), entities);
  }
  return {
    get host() {
      return host;
    },
    async reopen() {
      await host.close();
      host = open();
    },
    async close() {
      await host.close();
      await rm(folder, { recursive: true });
    },
  };
}

export async function sqliteWorld(seed: Seed): Promise<World> {
  const store = await sqliteStore(seed);
  return {
    connect: (persona, community) => store.host.as(personas[persona], community),
    openWatches: () => store.host.watching,
    restart: () => store.reopen(),
    close: () => store.close(),
  };
}
