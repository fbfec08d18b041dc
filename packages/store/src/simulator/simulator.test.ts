import { describe, expect, it } from 'vitest';
import { mutants } from './mutants.test.world.js';
import { Simulation, Violation } from './simulation.test.world.js';

/** So many seeds are tried with each planted bug. */
const atMost = 500;
const seeds = 2_000;

async function fails(seed: number): Promise<string | undefined> {
  const simulation = new Simulation(seed);
  return simulation.run().then(
    () => undefined,
    (error: Error) => `seed ${seed}: ${error.message}; see node test/simulator/long.mjs --seed ${seed}`,
  );
}

it('does the same for the same seed', async () => {
  for (const seed of [3, 10, 125]) {
    const [first, second, other] = [new Simulation(seed), new Simulation(seed), new Simulation(seed + 1)];
    for (const each of [first, second, other]) await each.run();
    expect(second.trace).toEqual(first.trace);
    expect(second.hash).toBe(first.hash);
    expect(other.hash).not.toBe(first.hash);
  }
});

describe('finds it when', { timeout: 600_000 }, () => {
  it.each(Object.keys(mutants))('%s', async (name) => {
    const found = async () => {
      for (let seed = 1; seed <= atMost; seed++) {
        const run = new Simulation(seed, mutants[name]).run();
        const error = await run.catch((thrown: unknown) => thrown);
        if (error instanceof Violation) return error.message;
        if (error) throw error;
      }
      return undefined;
    };
    expect(await found()).toBeDefined();
  });
});

it('finds nothing else wrong with the store', { timeout: 600_000 }, async () => {
  const failed: string[] = [];
  for (let seed = 1; seed <= seeds; seed++) failed.push(...[(await fails(seed)) ?? []].flat());
  expect(failed).toEqual([]);
});
