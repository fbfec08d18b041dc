import { parseArgs } from 'node:util';
// eslint-disable-next-line rallykit/layers -- The simulator is no part of what the store exports.
import { Day, grown, type Held } from '../../packages/store/src/simulator/day.test.world.js';

const { values } = parseArgs({ options: { every: { type: 'string' } } });

/** What is in use, in bytes: the least of some rounds, as what is let go of takes several to be collected. */
async function weight(): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < 6; round++) {
    globalThis.gc!();
    await new Promise((resolve) => setTimeout(resolve, 20));
    least = Math.min(least, process.memoryUsage().heapUsed);
  }
  return least;
}

const day = new Day({ everyMs: Number(values.every ?? 1_000) });
const weights: number[] = [];
const say = (held: Held) =>
  Object.entries(held)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
const weigh = async (when: string, { stays, comes }: { stays: Held; comes: Held }) => {
  weights.push(await weight());
  const megabytes = (weights.at(-1)! / 1e6).toFixed(2);
  console.log(`${when.padEnd(8)} ${megabytes} MB | stays: ${say(stays)} | comes and goes: ${say(comes)}`);
};
for (let hour = 1; hour <= 8; hour++) {
  await day.hour();
  await weigh(`hour ${hour}`, day.hours.at(-1)!);
}
await day.leave();
const left = { stays: day.held(day.stays), comes: day.held(day.comes) };
await weigh('released', left);

const failed = grown(day.hours).map((what) => `${what} grew`);
for (const [tab, { copies, views, acts, keys }] of Object.entries(left))
  if (copies + views + acts + keys > 0) failed.push(`${tab}: something is held that nobody looks at`);
const [, second] = weights as [number, number];
// Of what is compiled and cached meanwhile some stays.
for (const [when, bytes] of [
  ['after hour 8', weights[7]!],
  ['when all is released', weights[8]!],
] as const)
  if (bytes > 1.1 * second) failed.push(`${(bytes / second).toFixed(2)} of the heap of hour 2 ${when}`);
console.log(
  `\n${day.removed} ideas came and went; the heap is ${(weights[7]! / second).toFixed(3)} of hour 2 after hour 8, and ${(weights[8]! / second).toFixed(3)} when all is released.`,
);
console.log(failed.length ? `FAILED: ${failed.join('; ')}` : 'Nothing grew.');
process.exitCode = failed.length ? 1 : 0;
