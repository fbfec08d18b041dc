import { sqlHost, type SqlHost } from '@rallykit/backend-sql';
import { importEntities, personas, type Seed, type World } from '@rallykit/conformance';
import type { TestDatabase } from '../database.js';

/** A store in a schema of its own, filled with a seed. */
export interface PostgresStore {
  readonly host: SqlHost;
  /** Closes the host and opens another on what it kept. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export async function postgresStore(
  test: TestDatabase,
  { communities, ...options }: Seed,
): Promise<PostgresStore> {
  const schema = test.schema();
  const open = () => sqlHost({ database: test.database, schema, ...options });
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
      await test.drop(schema);
    },
  };
}

export async function postgresWorld(test: TestDatabase, seed: Seed): Promise<World> {
  const store = await postgresStore(test, seed);
  return {
    connect: (persona, community) => store.host.as(personas[persona], community),
    openWatches: () => store.host.watching,
    restart: () => store.reopen(),
    close: () => store.close(),
  };
}
