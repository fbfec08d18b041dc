import { parseArgs } from 'node:util';
// eslint-disable-next-line rallykit/layers -- The simulator is no part of what the store exports.
import { Simulation, Violation } from '../../packages/store/src/simulator/simulation.test.world.js';

const { values } = parseArgs({
  options: { seeds: { type: 'string' }, from: { type: 'string' }, seed: { type: 'string' } },
});
const [first, count] = values.seed
  ? [Number(values.seed), 1]
  : [Number(values.from ?? 1), Number(values.seeds ?? 100_000)];

// Errors come by the hundred in each; `--seed` shows where one is from.
if (!values.seed) Error.stackTraceLimit = 0;

const began = performance.now();
const seconds = () => ((performance.now() - began) / 1000).toFixed(0);
let failed = 0;
for (let seed = first; seed < first + count; seed++) {
  const simulation = new Simulation(seed);
  try {
    await simulation.run();
  } catch (error) {
    failed++;
    console.error(`Seed ${seed}: ${error instanceof Violation ? error.message : (error as Error).stack}`);
    console.error(`  node test/simulator/long.mjs --seed ${seed}`);
  }
  if (values.seed) console.log(simulation.trace.join('\n'), `\ntrace ${simulation.hash}`);
  const done = seed - first + 1;
  if (done % 1000 === 0) console.log(`${done} seeds, ${failed} failed, ${seconds()} s`);
}
console.log(`Seeds ${first} to ${first + count - 1}: ${failed} failed; ${seconds()} s.`);
process.exitCode = failed ? 1 : 0;
