import { memoryHost } from '@rallykit/backend-memory';
import type { Seed, World } from '@rallykit/conformance';
import { serve } from './http.world.js';

export async function httpMemoryWorld(seed: Seed): Promise<World> {
  const host = memoryHost(seed);
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
