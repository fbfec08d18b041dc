import { testBackend } from '@rallykit/conformance';
import { describe, it } from 'vitest';
import { serve } from './http.world.js';
import { sqliteStore } from './sqlite.world.js';

await testBackend({
  describe,
  it,
  async createWorld(seed) {
    const store = await sqliteStore(seed);
    let server = await serve(store.host);
    return {
      connect: (persona, community) => server.connect(persona, community),
      openWatches: () => store.host.watching,
      async restart() {
        await server.close();
        await store.reopen();
        server = await serve(store.host);
      },
      async close() {
        await server.close();
        await store.close();
      },
    };
  },
});
