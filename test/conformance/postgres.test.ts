import { testBackend } from '@rallykit/conformance';
import { afterAll, describe, it } from 'vitest';
import { testDatabase } from '../database.js';
import { postgresWorld } from './postgres.world.js';

const test = await testDatabase();
afterAll(() => test.stop());

await testBackend({
  describe: (name, body) => describe(`${test.name} › ${name}`, body),
  it,
  createWorld: (seed) => postgresWorld(test, seed),
});
