import { testBackend } from '@rallykit/conformance';
import { describe, it } from 'vitest';
import { memoryWorld } from './memory.world.js';

await testBackend({ describe, it, createWorld: memoryWorld });
