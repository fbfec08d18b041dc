import { testBackend } from '@rallykit/conformance';
import { describe, it } from 'vitest';
import { restWorld } from './rest-example.world.js';

await testBackend({ describe, it, createWorld: restWorld });
