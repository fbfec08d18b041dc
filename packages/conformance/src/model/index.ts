/**
 * Random sequences of commands, which a backend has to answer as core's `reduce` does. An entry of its own, since it
 * brings the schemas of the commands along.
 */
import type { CommandType, ErrorCode } from '@rallykit/core';
import fc from 'fast-check';
import { ConformanceError } from '../assert.js';
import type { Runner } from '../index.js';
import type { CreateWorld } from '../world.js';
import { play } from './play.js';
import { describe as tell, program } from './program.js';

export interface ModelOptions {
  readonly createWorld: CreateWorld;
  /** How many sequences are played; 1,000 when left out. Each is played in a world of its own. */
  readonly runs?: number;
  /** Where the sequences come from; random when left out. With the `path` of a failure, plays only what failed. */
  readonly seed?: number;
  readonly path?: string;
  /** How a failure is played again, such as a command line; shown with it. */
  readonly replay?: (seed: number, path: string) => string;
  /** How long a sequence that failed is made shorter, in milliseconds; 20,000 when left out. */
  readonly shrinkMs?: number;
}

/** What was played, and what did not hold. */
export interface ModelResult {
  readonly seed: number;
  readonly runs: number;
  readonly commands: number;
  /** How many commands were under way at the same time as others. */
  readonly raced: number;
  /** How many were applied, by type; those that were told again are `replayed`. */
  readonly applied: Readonly<Partial<Record<CommandType, number>>>;
  readonly replayed: number;
  readonly refused: Readonly<Partial<Record<ErrorCode, number>>>;
  /** The shortest sequence that was found to fail, with what is wrong and how to play it again. */
  readonly failure?: { readonly message: string; readonly path: string };
}

/** Plays random sequences of commands by several people, some at the same time, and holds a backend to `reduce`. */
export async function runModel({
  createWorld,
  runs = 1_000,
  seed = Math.floor(Math.random() * 2 ** 31),
  path,
  replay,
  shrinkMs = 20_000,
}: ModelOptions): Promise<ModelResult> {
  const tally = { commands: 0, raced: 0, replayed: 0 };
  const applied: Partial<Record<CommandType, number>> = {};
  const refused: Partial<Record<ErrorCode, number>> = {};
  let failedAt: number | undefined;

  const property = fc.asyncProperty(program, fc.scheduler(), async (sequence, scheduler) => {
    // What is not played counts as passed, which ends the search for a shorter sequence.
    if (failedAt !== undefined && performance.now() - failedAt > shrinkMs) return;
    try {
      await play(createWorld, sequence, scheduler, ({ commands }, receipts, raced) => {
        if (failedAt !== undefined) return;
        tally.commands += commands.length;
        if (raced) tally.raced += commands.length;
        receipts.forEach((receipt, at) => {
          const { type } = commands[at]!;
          if (receipt.error) refused[receipt.error.code] = (refused[receipt.error.code] ?? 0) + 1;
          else if (receipt.replayed) tally.replayed++;
          else applied[type] = (applied[type] ?? 0) + 1;
        });
      });
    } catch (thrown) {
      failedAt ??= performance.now();
      throw thrown;
    }
  });
  const parameters = path === undefined ? { numRuns: runs } : { numRuns: 1, path, endOnFailure: true };
  const details = await fc.check(property, { ...parameters, seed });

  const counts = { seed, runs: details.numRuns, ...tally, applied, refused };
  if (!details.failed) return counts;
  const [sequence] = details.counterexample ?? [];
  const found = details.counterexamplePath ?? '';
  const why =
    details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  const message = [
    why,
    ...(sequence ? [`  after these commands, read by ${sequence.reader}:`, tell(sequence)] : []),
    `  play it again with seed ${seed} and path ${found}${replay ? `: ${replay(seed, found)}` : ''}`,
  ].join('\n');
  return { ...counts, failure: { message, path: found } };
}

/** Sequences that one test plays: few enough for the time that runners allow a test. */
const runsATest = 100;

/**
 * Declares random sequences of commands as tests of one backend: each has to answer them as `reduce` does, and to show
 * the same afterwards. Runs beside `testBackend`, which says more plainly what is wrong.
 * @example testModel({ describe, it, createWorld, runs: 1_000 });
 */
export function testModel({
  describe,
  it,
  runs = 1_000,
  seed = Math.floor(Math.random() * 2 ** 31),
  ...options
}: Runner & ModelOptions): void {
  const test = (name: string, part: Partial<ModelOptions>) =>
    it(name, async () => {
      const { failure } = await runModel({ ...options, ...part });
      if (failure) throw new ConformanceError(failure.message);
    });
  describe('Model', () => {
    if (options.path !== undefined) {
      test(`the sequence of seed ${seed} at ${options.path}`, { seed });
      return;
    }
    for (let at = 0; at < runs; at += runsATest) {
      const last = Math.min(at + runsATest, runs);
      test(`answers random sequences as reduce does: ${at + 1} to ${last}`, {
        seed: seed + at,
        runs: last - at,
      });
    }
  });
}
