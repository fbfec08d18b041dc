// Plays random sequences of commands over every stack, or those named: `model.ts [stack …] [--runs N] [--seed N] [--path P]`.
// IndexedDB is played in Chromium, by the test that is there for it.
import { parseArgs } from 'node:util';
import { runModel } from '@rallykit/conformance/model';
import { needChromium, tool } from '../../.config/tools.mjs';
import { stacks, type Stack, type StackName } from './stacks.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    path: { type: 'string' },
  },
});
const all = [...Object.keys(stacks), 'indexeddb'];
const unknown = positionals.find((name) => !all.includes(name));
if (unknown !== undefined) {
  console.error(`There is no stack "${unknown}". The stacks are: ${all.join(', ')}.`);
  process.exit(2);
}
const names = (positionals.length > 0 ? positionals : all) as (StackName | 'indexeddb')[];
const { path } = values;
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((all, n) => all + n, 0);

for (const name of names) {
  if (name === 'indexeddb') {
    if (!(await inBrowser())) process.exitCode = 1;
    continue;
  }
  const stack: Stack = await stacks[name]();
  const began = performance.now();
  const { runs, commands, raced, replayed, applied, refused, failure } = await runModel({
    createWorld: stack.createWorld,
    runs: Number(values.runs),
    seed,
    ...(path !== undefined && { path }),
    replay: (seed, path) => `node test/conformance/model.mjs ${name} --seed ${seed} --path ${path}`,
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  await stack.stop();
  console.log(
    `${stack.on ?? name}: ${failure ? 'FAILED' : 'agrees'}; seed ${seed}, ${runs} sequences with ${commands} commands ` +
      `(${raced} at the same time as others): ${sum(applied)} applied, ${replayed} replayed, ${sum(refused)} refused; ${seconds} s`,
  );
  console.log(`  applied: ${list(applied)}`);
  console.log(`  refused: ${list(refused)}`);
  if (!failure) continue;
  console.error(failure.message);
  process.exitCode = 1;
}

async function inBrowser(): Promise<boolean> {
  if (!(await needChromium())) return false;
  const began = performance.now();
  const file = 'test/conformance/indexeddb-model.browser.test.ts';
  const code = await tool('wtr', ['--config', '.config/web-test-runner.indexeddb.js', '--files', file], {
    env: { ...process.env, MODEL: JSON.stringify({ runs: Number(values.runs), seed, path }) },
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const runs = path === undefined ? values.runs : 1;
  console.log(
    `indexeddb: ${code ? 'FAILED' : 'agrees'}; seed ${seed}, ${runs} sequences in Chromium; ${seconds} s`,
  );
  return code === 0;
}

function list(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');
}
