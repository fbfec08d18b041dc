import { testBackend } from '@rallykit/conformance';
import { describe, it } from 'node:test';
import { memoryWorld } from '../memory.world.js';

await testBackend({ describe, it, createWorld: memoryWorld });
