import { runSuite } from '@rallykit/conformance';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { memoryWorld } from './memory.world.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');

/** Runs a program of Node over the sources; what it printed. */
function run(...args: string[]): string {
  const env: NodeJS.ProcessEnv = { ...process.env, TSX_TSCONFIG_PATH: here('../../tsconfig.base.json') };
  // Of the runner that runs this test, which the other one would take for its own.
  delete env['NODE_TEST_CONTEXT'];
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--conditions=rallykit-source', '--import', 'tsx', ...args],
    { encoding: 'utf8', env },
  );
  expect(status, stdout.slice(-2000) + stderr.slice(-2000)).toBe(0);
  return stdout;
}

const count = (text: string, label: RegExp) => Number(label.exec(text)?.[1]);

describe('the suite runs as it is', () => {
  let passed: number;
  let skipped: number;
  beforeAll(async () => {
    const results = await runSuite({ createWorld: memoryWorld });
    passed = results.filter(({ status }) => status === 'passed').length;
    skipped = results.filter(({ status }) => status === 'skipped').length;
    expect(passed).toBeGreaterThan(200);
  });

  it('under the runner of Node', () => {
    const told = run('--test', '--test-reporter', 'tap', here('runners/node.ts'));
    expect(count(told, /^# pass (\d+)/m)).toBe(passed);
    expect(count(told, /^# skipped (\d+)/m)).toBe(skipped);
  });

  it('under mocha', () => {
    const told = run(mocha, '--reporter', 'json', here('runners/mocha.ts'));
    const { stats } = JSON.parse(told.slice(told.indexOf('{'))) as {
      stats: { passes: number; pending: number };
    };
    expect(stats).toMatchObject({ passes: passed, pending: skipped });
  });
});
