// Plays random sequences of commands over every stack, or those named: `model.ts [stack …] [--runs N] [--seed N] [--path P]`.
import { parseArgs } from 'node:util';
import { runModel } from '@rallykit/conformance/model';
import { stacks, type Stack, type StackName } from './stacks.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    path: { type: 'string' },
  },
});
const unknown = positionals.find((name) => !Object.hasOwn(stacks, name));
if (unknown !== undefined) {
  console.error(`There is no stack "${unknown}". The stacks are: ${Object.keys(stacks).join(', ')}.`);
  process.exit(2);
}
const names = (positionals.length > 0 ? positionals : Object.keys(stacks)) as StackName[];
const { path } = values;
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((all, n) => all + n, 0);

for (const name of names) {
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

function list(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');
}
