import { testBackend } from '@rallykit/conformance';
import { memoryWorld } from '../memory.world.js';

await testBackend({ describe, it, createWorld: memoryWorld });
