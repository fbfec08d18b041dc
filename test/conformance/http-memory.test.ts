import { memoryHost } from '@rallykit/backend-memory';
import { testBackend } from '@rallykit/conformance';
import { describe, it } from 'vitest';
import { serve } from './http.world.js';

await testBackend({
  describe,
  it,
  async createWorld({ communities, retention = 10_000 }) {
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
  },
});
