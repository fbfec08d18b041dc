import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { testBackend, type CreateWorld } from '@rallykit/conformance';
import { defineBackend, type Backend, type BackendSpec, type CommandType } from '@rallykit/core';
import { describe, expect, it } from 'vitest';
import { grownWorld, restWorld } from './rest-example.world.js';

// The guide is read alone, so what it shows is what there is.
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const guide = readFileSync(path('../../packages/conformance/GUIDE.md'), 'utf8');

const example = path('../../examples/rest-backend/');
const sources = [
  ...readdirSync(example).flatMap((name) => (name.endsWith('.ts') ? [example + name] : [])),
  path('rest-example.test.ts'),
  path('rest-example.world.ts'),
];

/** Without indentation, which a piece of code has less of outside of its place. */
const flat = (code: string) => code.replace(/^ +/gm, '').trim();

/** The names of the tests that run over a world's backend, and of those that are skipped. */
async function testsOf(createWorld: CreateWorld): Promise<{ run: string[]; skipped: string[] }> {
  const [run, skipped]: [string[], string[]] = [[], []];
  const it = Object.assign((name: string) => run.push(name), {
    skip: (name: string) => skipped.push(name.replace(/ \(skipped: .*/, '')),
  });
  await testBackend({ describe: (_name, body) => body(), it, createWorld });
  return { run, skipped };
}

/** The example as it is after a step: with some of its commands, or without anything. */
function upTo(commands: readonly CommandType[], listed = true): CreateWorld {
  return async (seed) => {
    const world = restWorld(seed);
    const part = async (full: Backend): Promise<Backend> => {
      const { sorts, search, similar, totals, limits } = await full.supports();
      const apply = async (command: Parameters<Backend['apply']>[0][number]) => {
        const [receipt] = await full.apply([command]);
        if (receipt!.error) throw receipt!.error;
        return receipt!;
      };
      return defineBackend({
        name: 'part',
        commands: Object.fromEntries(commands.map((type) => [type, apply])) as BackendSpec['commands'],
        list: listed ? { board: (query) => full.list(query), idea: (query) => full.list(query) } : {},
        viewer: () => full.viewer(),
        get: async (refs) => full.get(refs),
        can: { sorts, search, similar, totals, limits },
      });
    };
    return {
      connect: async (persona, community) => part(await world.connect(persona, community)),
      close: () => world.close(),
    };
  };
}

describe('the guide to writing a backend', () => {
  it('shows code that is in the example', () => {
    const code = sources.map((file) => flat(readFileSync(file, 'utf8')));
    const shown = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block]) => flat(block!));
    expect(shown.length).toBeGreaterThan(12);
    expect(shown.filter((block) => !code.some((source) => source.includes(block)))).toEqual([]);
  });

  // In the order in which the guide says of each: “about 60 pass”.
  const steps = [
    upTo([], false),
    upTo([]),
    upTo(['idea.create']),
    upTo(['idea.create', 'vote.set']),
    grownWorld,
  ] as const satisfies CreateWorld[];

  it('names tests that there are', async () => {
    const all = await Promise.all([steps[0], steps[3], steps[4]].map(testsOf));
    const there = new Set(all.flatMap(({ run, skipped }) => [...run, ...skipped]));
    const named = [...guide.matchAll(/`(\d+ [^`…]+)`/g)].map(([, name]) => name!.replace(/\s+/g, ' '));
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !there.has(name))).toEqual([]);
  });

  it('says about how many tests pass after each step', async () => {
    const said = [...guide.matchAll(/[Aa]bout (\d+)\s+>?\s*pass/g)].map(([, count]) => Number(count));
    const actual: number[] = [];
    // That none of them fails is for the test of the example to say.
    for (const createWorld of steps) actual.push((await testsOf(createWorld)).run.length);
    expect(said).toHaveLength(actual.length);
    const off = said.map((count, at) => Math.abs(count - actual[at]!) / count);
    expect(Math.max(...off), `they are ${actual.join(', ')}`).toBeLessThan(0.1);
  });
});
