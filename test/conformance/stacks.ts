import type { CreateWorld } from '@rallykit/conformance';
import { testDatabase } from '../database.js';
import { httpMemoryWorld } from './http-memory.world.js';
import { memoryWorld } from './memory.world.js';
import { postgresWorld } from './postgres.world.js';
import { sqliteWorld } from './sqlite.world.js';

/** A stack that is ready to make worlds. */
export interface Stack {
  /** What it runs on, where that is not the same everywhere. */
  readonly on?: string;
  readonly createWorld: CreateWorld;
  stop(): Promise<void>;
}

const plain = (createWorld: CreateWorld) => async (): Promise<Stack> => ({
  createWorld,
  stop: async () => {},
});

/** Everything that the model is played over, by its name. */
export const stacks = {
  memory: plain(memoryWorld),
  sqlite: plain(sqliteWorld),
  async postgres() {
    const test = await testDatabase();
    return { on: test.name, createWorld: (seed) => postgresWorld(test, seed), stop: () => test.stop() };
  },
  'http-memory': plain(httpMemoryWorld),
} as const satisfies Readonly<Record<string, () => Promise<Stack>>>;

export type StackName = keyof typeof stacks;
