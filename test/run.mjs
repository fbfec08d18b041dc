// `npm test`: runs every part, or only the one named: `npm test -- NAME [arguments for its runner]`.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildEmbed, install, needChromium, root, tool } from '../.config/tools.mjs';

const config = (name) => join('.config', name);
const vitest = (project) => (report, more) =>
  tool('vitest', [
    'run',
    ...['--config', config('vitest.config.ts'), '--project', project],
    ...['--reporter', 'default', '--reporter', 'json', '--outputFile.json', report],
    ...more,
  ]);

/** Each part: the folder its tests live in, how to run it, how to read its report, whether it needs a browser. */
const parts = {
  unit: { folder: 'packages', start: vitest('unit'), read: readVitest },
  conformance: { folder: 'test/conformance', start: vitest('conformance'), read: readVitest },
  faults: { folder: 'test/faults', start: vitest('faults'), read: readVitest },
  elements: {
    folder: 'packages/elements/src',
    browser: true,
    start: (report, more) =>
      tool('wtr', ['--config', config('web-test-runner.config.js'), ...more], {
        env: { ...process.env, REPORT_FILE: report },
      }),
    read: (report) => report,
  },
  indexeddb: {
    folder: 'packages/backend-indexeddb/src',
    browser: true,
    start: (report, more) =>
      tool('wtr', ['--config', config('web-test-runner.indexeddb.js'), ...more], {
        env: { ...process.env, REPORT_FILE: report },
      }),
    read: (report) => report,
  },
  e2e: {
    folder: 'test/e2e',
    browser: true,
    // Playwright has no setting for export conditions; its workers are Node processes and take Node's.
    start: async (report, more) =>
      (await buildEmbed()) ||
      tool('playwright', ['test', '--config', config('playwright.config.ts'), ...more], {
        env: {
          ...process.env,
          REPORT_FILE: report,
          NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --conditions=rallykit-source`,
        },
      }),
    read: readPlaywright,
  },
};

function readVitest({ testResults }) {
  const counts = { passed: 0, failed: 0, skipped: 0, failures: /** @type {string[]} */ ([]) };
  for (const file of testResults) {
    const name = file.name.replace(root, '');
    for (const { status, fullName } of file.assertionResults) {
      if (status === 'passed') counts.passed += 1;
      else if (status === 'failed') counts.failures.push(`${name} › ${fullName}`);
      else counts.skipped += 1;
    }
    const blamed = file.assertionResults.some(({ status }) => status === 'failed');
    if (file.status === 'failed' && !blamed) counts.failures.push(`${name}: ${file.message.split('\n')[0]}`);
  }
  return { ...counts, failed: counts.failures.length };
}

function readPlaywright({ suites, errors, stats }) {
  const bad = (spec) => spec.tests.some(({ status }) => status === 'unexpected' || status === 'flaky');
  const names = (suite, path = '') => [
    ...(suite.specs ?? []).filter(bad).map((spec) => `${path}${spec.title}`),
    ...(suite.suites ?? []).flatMap((inner) => names(inner, `${path}${inner.title} › `)),
  ];
  const failures = [...names({ suites }), ...errors.map(({ message }) => String(message).split('\n')[0])];
  return { passed: stats.expected, failed: failures.length, skipped: stats.skipped, failures };
}

/** Runs one part. One that crashed, ran nothing or left no report is a failure, whatever it printed. */
async function runPart(name, more) {
  const { folder, browser, start, read } = parts[name];
  const none = { passed: 0, failed: 0, skipped: 0, failures: [] };
  if (!existsSync(join(root, folder))) return { ...none, note: `${folder} does not exist: nothing to run` };
  const crash = (why) => ({ ...none, failed: 1, failures: [why], note: why });
  if (browser && !(await needChromium())) return crash('no browser');

  const folderOfReport = mkdtempSync(join(tmpdir(), 'rallykit-test-'));
  const report = join(folderOfReport, 'report.json');
  const code = await start(report, more);
  const text = existsSync(report) ? readFileSync(report, 'utf8') : undefined;
  rmSync(folderOfReport, { recursive: true });

  if (!text) return crash(`crashed with exit code ${code} before it reported`);
  const counts = read(JSON.parse(text));
  if (counts.passed + counts.failed + counts.skipped === 0) return crash('ran no test');
  if (code !== 0 && counts.failed === 0) {
    const why = `ended with exit code ${code} although no test failed`;
    return { ...counts, failed: 1, failures: [why], note: why };
  }
  return counts;
}

const [only, ...more] = process.argv.slice(2);
if (only && !Object.hasOwn(parts, only)) {
  console.error(`There is no test part "${only}". The parts are: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
await install();

const results = [];
for (const name of only ? [only] : Object.keys(parts)) {
  console.log(`\n── ${name} ──`);
  const began = Date.now();
  const result = await runPart(name, more);
  results.push({ name, seconds: ((Date.now() - began) / 1000).toFixed(1), ...result });
}

const row = (...cells) => cells.map((cell, i) => (i ? String(cell).padStart(9) : cell.padEnd(12))).join('');
console.log(`\n${row('part', 'passed', 'failed', 'skipped', 'seconds')}`);
for (const { name, passed, failed, skipped, seconds, note } of results)
  console.log(row(name, passed, failed, skipped, seconds) + (note ? `   ${note}` : ''));
for (const { name, failures } of results)
  for (const failure of failures) console.log(`FAILED ${name}: ${failure}`);

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exitCode = sum('failed') ? 1 : 0;
