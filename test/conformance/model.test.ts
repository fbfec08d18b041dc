import { memoryHost } from '@rallykit/backend-memory';
import { personas, type World } from '@rallykit/conformance';
import { runModel, testModel } from '@rallykit/conformance/model';
import { commandTypes, type ResumeToken } from '@rallykit/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryWorld } from './memory.world.js';
import { mutants } from './mutants/index.js';
import { stacks, type Stack, type StackName } from './stacks.js';

/** How many sequences, as their time allows: 1,000 in all. `model.mjs` plays 10,000 of each. */
const shares: Readonly<Record<StackName, number>> = {
  memory: 600,
  sqlite: 200,
  postgres: 100,
  'http-memory': 100,
};

for (const [name, runs] of Object.entries(shares) as [StackName, number][]) {
  describe(name, () => {
    let stack: Stack;
    beforeAll(async () => void (stack = await stacks[name]()));
    afterAll(() => stack.stop());
    testModel({
      describe,
      it,
      createWorld: (seed) => stack.createWorld(seed),
      runs,
      replay: (seed, path) => `node test/conformance/model.mjs ${name} --seed ${seed} --path ${path}`,
    });
  });
}

/** What a broken backend is played with: the same in every run of the tests. */
const fixed = { seed: 3, shrinkMs: 1_000 };

describe('the model', () => {
  it('has every command applied and refused, races, and repetitions', async () => {
    const { applied, refused, raced, replayed } = await runModel({
      createWorld: memoryWorld,
      runs: 300,
      seed: 3,
    });
    expect(commandTypes.filter((type) => !applied[type])).toEqual([]);
    expect(Object.keys(refused)).toEqual(
      expect.arrayContaining([
        'invalid',
        'unauthenticated',
        'forbidden',
        'not-found',
        'conflict',
        'key-reused',
      ]),
    );
    expect(raced).toBeGreaterThan(300);
    expect(replayed).toBeGreaterThan(30);
  });

  it.each([
    'forgets acts at once',
    'remembers refusals',
    'replays whatever comes under a known id',
    'keeps one memory of ids for all members',
    'answers a batch in another order',
    'stops a batch at the first failure',
    'loses tombstones in receipts',
    'lets the last writer win',
    'takes votes for a change of the text',
    'adds votes',
    'keeps votes that are taken back',
    'takes votes on what is closed or locked',
    'takes the first of too many options',
    'cannot take an acceptance back',
    'lets anybody accept',
    'checks no permission',
    'tells of no removals',
    'tells an older copy',
  ])('catches a backend that %s', async (name) => {
    const { createWorld } = mutants.find((mutant) => mutant.name === name)!;
    const { failure } = await runModel({ createWorld, runs: 500, ...fixed });
    expect(failure?.message).toMatch(/ought to|is missing|is there|not /);
  });

  it('catches a backend that loses votes sent at the same time, and shows them as such', async () => {
    const { failure } = await runModel({ createWorld: careless, runs: 500, seed: 3 });
    expect(failure?.message).toMatch(/vote\.set[^]*at the same time:/);
  });

  it('plays a failure again from its seed and path', async () => {
    const { createWorld } = mutants.find(({ name }) => name === 'checks no permission')!;
    const { seed, failure } = await runModel({ createWorld, runs: 500 });
    const again = await runModel({ createWorld, seed, path: failure!.path });
    expect(again.failure?.message).toBe(failure?.message);
    expect(again.runs).toBe(1);
  });
});

/** A backend that drops a vote, and says it is there, while another one is under way. */
function careless({ communities }: Parameters<typeof memoryWorld>[0]): World {
  const host = memoryHost({ communities });
  let voting = 0;
  return {
    connect(persona) {
      const backend = host.as(personas[persona]);
      return {
        ...backend,
        async apply(commands) {
          const votes = commands.some(({ type }) => type === 'vote.set');
          if (votes && voting > 0)
            return commands.map(({ id }) => ({ id, replayed: false, changes: [], at: '' as ResumeToken }));
          if (votes) voting++;
          await new Promise((resolve) => setImmediate(resolve));
          const receipts = await backend.apply(commands);
          if (votes) voting--;
          return receipts;
        },
      };
    },
    close: () => host.close(),
  };
}
