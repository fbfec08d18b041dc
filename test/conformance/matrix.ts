// Which test catches which broken backend: every mutant has to be caught, and every test has to catch one.
import { runSuite } from '@rallykit/conformance';
import { memoryWorld } from './memory.world.js';
import { mutants } from './mutants/index.js';

const catches = new Map<string, string[]>();
for (const { name } of await runSuite({ createWorld: memoryWorld })) catches.set(name, []);
const uncaught: string[] = [];
for (const [at, { name: mutant, createWorld }] of mutants.entries()) {
  const results = await runSuite({ createWorld, patienceMs: 300 });
  const failed = results.filter(({ status }) => status === 'failed').map(({ name }) => name);
  console.log(`\n${at + 1} of ${mutants.length}  ${mutant}: ${failed.length} tests`);
  for (const name of failed) {
    console.log(`    ${name}`);
    catches.set(name, [...(catches.get(name) ?? []), mutant]);
  }
  if (failed.length === 0) uncaught.push(mutant);
}
console.log('\nmutants  test');
for (const [name, by] of catches) console.log(`${String(by.length).padStart(7)}  ${name}`);
const idle = [...catches].filter(([, by]) => by.length === 0).map(([name]) => name);
console.log(
  `\n${mutants.length} mutants, ${uncaught.length} not caught; ${catches.size} tests, ${idle.length} catch none`,
);
for (const name of uncaught) console.log(`NOT CAUGHT  ${name}`);
for (const name of idle) console.log(`CATCHES NONE  ${name}`);
process.exitCode = uncaught.length + idle.length ? 1 : 0;
