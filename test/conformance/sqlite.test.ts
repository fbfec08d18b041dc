import { testBackend } from '@rallykit/conformance';
import { describe, it } from 'vitest';
import { sqliteWorld } from './sqlite.world.js';

await testBackend({ describe, it, createWorld: sqliteWorld });
