import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteHost } from '@rallykit/backend-sql';
import { importEntities, personas, type Seed, type World } from '@rallykit/conformance';

export async function sqliteWorld({ communities, retention = 10_000 }: Seed): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'rallykit-sqlite-'));
  const open = () => sqliteHost({ file: join(folder, 'rallykit.db'), retention });
  let host = open();
  for (const [name, entities] of Object.entries(communities)) {
    await importEntities(host.as(personas.operator, name), entities);
  }
  return {
    connect: (persona, community) => host.as(personas[persona], community),
    openWatches: () => host.watching,
    async restart() {
      await host.close();
      host = open();
    },
    async close() {
      await host.close();
      await rm(folder, { recursive: true });
    },
  };
}
