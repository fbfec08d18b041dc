// `npm run conformance`: runs the specification over each stack, and prints what holds where. With --write, the table
// goes into the README of the suite too. `npm run conformance -- matrix` shows which test catches which broken backend.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { install, needChromium, root, run, tool } from '../../.config/tools.mjs';

await install();
const args = process.argv.slice(2);
const script = (/** @type {string} */ name, /** @type {string[]} */ ...more) =>
  run(
    process.execPath,
    ['--conditions=rallykit-source', '--import', 'tsx', join('test/conformance', name), ...more],
    {
      env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.base.json') },
    },
  );
const others = { matrix: 'matrix.ts', model: 'model.ts' };
if (args[0] && Object.hasOwn(others, args[0])) process.exit(await script(others[args[0]], ...args.slice(1)));

/** The stacks in the order of the table, by the name of their test file. */
const stacks = {
  memory: 'memory',
  indexeddb: 'IndexedDB',
  sqlite: 'SQLite',
  postgres: 'PostgreSQL',
  'http-memory': 'http → memory',
  'http-sqlite': 'http → SQLite',
  'http-postgres': 'http → PostgreSQL',
};

/** @typedef {{ stack: string, name: string, status: string }} Outcome */

const folder = mkdtempSync(join(tmpdir(), 'rallykit-conformance-'));

/** @returns {Promise<Outcome[]>} */
async function inNode() {
  const report = join(folder, 'node.json');
  const files = Object.keys(stacks).map((stack) => `test/conformance/${stack}.test.ts`);
  await tool('vitest', [
    ...['run', '--config', '.config/vitest.config.ts', '--project', 'conformance'],
    ...['--reporter', 'dot', '--reporter', 'json', '--outputFile.json', report],
    ...files.filter((file) => existsSync(join(root, file))),
  ]);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  return testResults.flatMap((/** @type {any} */ { name: file, assertionResults }) =>
    assertionResults.map((/** @type {any} */ { title, status }) => ({
      stack: basename(file, '.test.ts'),
      name: title,
      status: status === 'passed' || status === 'failed' ? status : 'skipped',
    })),
  );
}

/** In which browsers IndexedDB was run, and what came of it in each. @type {string[]} */
let browsers = [];

/** A test counts once, however many browsers it was run in: as failed if it failed in any. @returns {Promise<Outcome[]>} */
async function inBrowser() {
  if (!(await needChromium())) return [];
  const report = join(folder, 'browser.json');
  await tool(
    'wtr',
    [
      '--config',
      '.config/web-test-runner.indexeddb.js',
      '--files',
      'test/conformance/indexeddb.browser.test.ts',
    ],
    { env: { ...process.env, REPORT_FILE: report } },
  );
  /** @type {{ tests: { browser: string, name: string, status: string }[] }} */
  const { tests } = JSON.parse(readFileSync(report, 'utf8'));
  const names = [...new Set(tests.map(({ browser }) => browser))];
  browsers = names.map((name) => `${name} ${counts(tests.filter(({ browser }) => browser === name))}`);
  const status = (/** @type {string} */ test) => {
    const all = tests.filter(({ name }) => name === test).map(({ status }) => status);
    // What did not even load in a browser is no success there.
    if (all.includes('failed') || all.length < names.length) return 'failed';
    return all.includes('passed') ? 'passed' : 'skipped';
  };
  return [...new Set(tests.map(({ name }) => name))].map((name) => ({
    stack: 'indexeddb',
    name,
    status: status(name),
  }));
}

const counts = (/** @type {readonly { status: string }[]} */ tests) =>
  ['passed', 'failed', 'skipped']
    .map((wanted) => tests.filter(({ status }) => status === wanted).length)
    .join(' / ');

const outcomes = [...(await inNode()), ...(await inBrowser())];
rmSync(folder, { recursive: true });

// As JSON from its source: this script itself needs nothing but Node.
const source = readFileSync(join(root, 'packages/conformance/src/invariants.ts'), 'utf8');
const invariants = [...source.matchAll(/^ {2}'(.+)',$/gm)].map(([, text]) => text);

/** @type {string[]} */
const notes = [];
const noteOf = (/** @type {string} */ reason) => {
  if (!notes.includes(reason)) notes.push(reason);
  return notes.indexOf(reason) + 1;
};

/** What a stack makes of one invariant: how many tests passed, how many did not, and why some were skipped. */
function cell(/** @type {string} */ stack, /** @type {number} */ number) {
  const here = outcomes.filter(
    (outcome) =>
      outcome.stack === stack &&
      (/^[\d ]+/.exec(outcome.name)?.[0].split(' ') ?? []).includes(String(number)),
  );
  // What is not supported has tests only where something is not.
  if (here.length === 0) return number === 2 ? `– (${noteOf('it supports everything')})` : '';
  const count = (/** @type {string} */ status) => here.filter((outcome) => outcome.status === status).length;
  const reasons = here.flatMap(({ name, status }) =>
    status === 'skipped' ? (/\(skipped: (.+)\)$/.exec(name)?.[1] ?? 'skipped') : [],
  );
  return [
    count('failed') ? `✗ ${count('failed')}` : '',
    count('passed') ? `✓ ${count('passed')}` : '',
    ...[...new Set(reasons)].map((reason) => `– (${noteOf(reason)})`),
  ]
    .filter(Boolean)
    .join(' ');
}

const there = Object.keys(stacks).filter((stack) => outcomes.some((outcome) => outcome.stack === stack));
const sum = (/** @type {string} */ stack) => counts(outcomes.filter((outcome) => outcome.stack === stack));
const rows = [
  ['#', 'invariant', ...there.map((stack) => stacks[stack])],
  ['', 'passed / failed / skipped', ...there.map(sum)],
  ...invariants.map((text, at) => [String(at + 1), text, ...there.map((stack) => cell(stack, at + 1))]),
];
const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length), 3));
const line = (/** @type {string[]} */ row) =>
  `| ${row.map((text, at) => text.padEnd(widths[at])).join(' | ')} |`;
const table = [
  line(rows[0]),
  `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
  ...rows.slice(1).map(line),
];
const text = [
  ...table,
  ...(browsers.length ? ['', `IndexedDB was run in ${browsers.join(', ')}.`] : []),
  ...(notes.length ? ['', ...notes.map((note, at) => `(${at + 1}) ${note}  `)] : []),
].join('\n');
console.log(`\n${text}\n`);

for (const stack of Object.keys(stacks))
  if (!there.includes(stack)) console.log(`${stacks[stack]} did not run.`);
const empty = rows.slice(2).filter((row) => row.slice(2).some((text) => text === ''));
for (const [number] of empty) console.log(`Invariant ${number} has no test on some stack.`);
const failed = outcomes.filter(({ status }) => status === 'failed');
for (const { stack, name } of failed) console.log(`FAILED ${stacks[stack]}: ${name}`);

if (args.includes('--write')) {
  const file = join(root, 'packages/conformance/README.md');
  const readme = readFileSync(file, 'utf8');
  const [begin, end] = ['<!-- table: npm run conformance -- --write -->', '<!-- end of table -->'];
  if (!readme.includes(begin)) throw new Error(`There is no ${begin} in the README.`);
  const before = readme.slice(0, readme.indexOf(begin) + begin.length);
  writeFileSync(file, `${before}\n\n${text}\n\n${readme.slice(readme.indexOf(end))}`);
}
process.exitCode = failed.length || empty.length || there.length < Object.keys(stacks).length ? 1 : 0;
