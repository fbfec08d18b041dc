/// <reference types="mocha" />
import { testBackend } from '@rallykit/conformance';
import { indexedDbWorld } from './indexeddb.world.js';

await testBackend({ describe, it, createWorld: indexedDbWorld });
