import { specification } from './specification.js';
import { lacking, probe, runTest } from './suite.js';
import type { CreateWorld } from './world.js';

export { ConformanceError } from './assert.js';
export { invariants, invariantsOf } from './invariants.js';
export {
  boards,
  importEntities,
  makeAnswer,
  makeAudit,
  makeBallot,
  makeBoard,
  makeComment,
  makeCommunity,
  makeGoal,
  makeIdea,
  makeMember,
  makeNotification,
  makePoll,
  makeQuestion,
  makeUpdate,
  makeVote,
  seededAt,
} from './seed.js';
export { personas, type CreateWorld, type Persona, type Seed, type World } from './world.js';

/** The functions of a test runner: those of vitest, mocha, node:test and Web Test Runner fit as they are. */
export interface Runner {
  describe(name: string, body: () => void): unknown;
  it: {
    (name: string, body: () => Promise<void>): unknown;
    skip(name: string, body: () => Promise<void>): unknown;
  };
}

export interface Options {
  /** Makes a fresh, isolated store with the given content. Called for each test; see `World`. */
  readonly createWorld: CreateWorld;
  /** How long to wait for a change that ought to come at once, before a test fails. 4,000 when left out. */
  readonly patienceMs?: number;
}

/**
 * Declares the whole specification as tests of one backend. Each test's name starts with the numbers of the invariants
 * that it checks. What the backend does not declare is skipped, with the reason in the name, and the opposite is checked.
 * Resolves when all tests are declared, so await it at the top of a test file.
 * @example await testBackend({ describe, it, createWorld });
 */
export async function testBackend({
  describe,
  it,
  createWorld,
  patienceMs = 4_000,
}: Runner & Options): Promise<void> {
  const probed = await probe(createWorld);
  for (const group of specification(probed)) {
    if (group.tests.length === 0) continue;
    describe(group.name, () => {
      for (const test of group.tests) {
        const reason = lacking(test, probed);
        const run = () => runTest(test, createWorld, probed, patienceMs);
        if (reason === undefined) it(test.name, run);
        else it.skip(`${test.name} (skipped: ${reason})`, run);
      }
    });
  }
}

export interface Result {
  readonly group: string;
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it failed, or why it was skipped. */
  readonly reason?: string;
}

/** Runs the specification without a test runner, one test after the other; those that `only` picks. Tells of each as it ends. */
export async function runSuite(
  { createWorld, patienceMs = 4_000 }: Options,
  only: (name: string) => boolean = () => true,
  onResult: (result: Result) => void = () => {},
): Promise<Result[]> {
  const probed = await probe(createWorld);
  const results: Result[] = [];
  for (const { name: group, tests } of specification(probed)) {
    for (const test of tests.filter(({ name }) => only(name))) {
      const { name } = test;
      const reason = lacking(test, probed);
      const result: Result =
        reason === undefined
          ? await runTest(test, createWorld, probed, patienceMs).then(
              (): Result => ({ group, name, status: 'passed' }),
              (error: unknown): Result => ({
                group,
                name,
                status: 'failed',
                reason: error instanceof Error ? error.message : String(error),
              }),
            )
          : { group, name, status: 'skipped', reason };
      results.push(result);
      onResult(result);
    }
  }
  return results;
}
