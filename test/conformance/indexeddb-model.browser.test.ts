/// <reference types="mocha" />
import { testModel } from '@rallykit/conformance/model';
import { indexedDbWorld } from './indexeddb.world.js';

testModel({ describe, it, createWorld: indexedDbWorld, runs: 100 });
