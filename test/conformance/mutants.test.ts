import { runSuite } from '@rallykit/conformance';
import { describe, expect, it } from 'vitest';
import { memoryWorld } from './memory.world.js';
import { mutants } from './mutants/index.js';

/** The tests that caught something. */
const caught = new Set<string>();

// Each backend is broken in one way; a test that states the broken rule has to fail.
describe('the suite catches a backend that', () => {
  for (const { name, caughtBy, createWorld } of mutants) {
    for (const begin of caughtBy) {
      it(`${name}: by ${begin}`, async () => {
        // Whole words: "1" is not the beginning of "12".
        const named = new RegExp(`^${begin.replaceAll('.', '\\.')}(?![\\w.])`);
        const results = await runSuite({ createWorld, patienceMs: 300 }, (test) => named.test(test));
        const failed = results.filter(({ status }) => status === 'failed');
        for (const { name: test } of failed) caught.add(test);
        expect(
          failed.map(({ name }) => name),
          `tests of ${begin} that failed`,
        ).not.toEqual([]);
        expect(failed[0]?.reason).toMatch(/\w/);
      });
    }
  }
});

it('each test of the suite catches one of them', async () => {
  const tests = await runSuite({ createWorld: memoryWorld });
  const idle = tests.filter(({ name, status }) => status === 'passed' && !caught.has(name));
  expect(idle.map(({ name }) => name)).toEqual([]);
});
