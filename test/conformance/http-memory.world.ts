import { memoryHost } from '@rallykit/backend-memory';
import type { Seed, World } from '@rallykit/conformance';
import { serve } from './http.world.js';

export async function httpMemoryWorld({ communities, retention = 10_000 }: Seed): Promise<World> {
  const host = memoryHost({ communities, retention });
  const server = await serve(host);
  return {
    connect: server.connect,
    openWatches: () => host.watching,
    async close() {
      await server.close();
      await host.close();
    },
  };
}
