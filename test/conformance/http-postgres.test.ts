import { testBackend } from '@rallykit/conformance';
import { afterAll, describe, it } from 'vitest';
import { testDatabase } from '../database.js';
import { serve } from './http.world.js';
import { postgresStore } from './postgres.world.js';

const test = await testDatabase();
afterAll(() => test.stop());

await testBackend({
  describe: (name, body) => describe(`${test.name} › ${name}`, body),
  it,
  async createWorld(seed) {
    const store = await postgresStore(test, seed);
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
