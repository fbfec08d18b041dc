/// <reference types="mocha" />
import { testModel, type ModelOptions } from '@rallykit/conformance/model';
import { indexedDbWorld } from './indexeddb.world.js';

const asked = (await (await fetch('/model.json')).json()) as Pick<ModelOptions, 'runs' | 'seed' | 'path'>;
testModel({
  describe,
  it,
  createWorld: indexedDbWorld,
  ...asked,
  replay: (seed, path) => `npm run conformance -- model indexeddb --seed ${seed} --path ${path}`,
});
