import { deleteStore, indexedDbHost, type IndexedDbHost } from '@rallykit/backend-indexeddb';
import { personas, type Seed, type World } from '@rallykit/conformance';

/** A store in a database of its own, in the browser that runs the tests. */
export async function indexedDbWorld({ communities, retention = 10_000 }: Seed): Promise<World> {
  const name = `world-${crypto.randomUUID()}`;
  const open = (): IndexedDbHost => indexedDbHost({ name, retention, seed: communities });
  let host = open();
  await host.ready();
  return {
    connect: (persona, community) => host.as(personas[persona], community),
    openWatches: () => host.watching,
    async restart() {
      await host.close();
      host = open();
    },
    async close() {
      await host.close();
      await deleteStore(name);
    },
  };
}
