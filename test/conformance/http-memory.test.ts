import { testBackend } from '@rallykit/conformance';
import { describe, it } from 'vitest';
import { httpMemoryWorld } from './http-memory.world.js';

await testBackend({ describe, it, createWorld: httpMemoryWorld });
