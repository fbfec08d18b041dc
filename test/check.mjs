// `npm run check`: all that can be known without running a test. `npm run check -- NAME …` runs only the steps named.
import { buildEmbed, install, needChromium, run, tool } from '../.config/tools.mjs';

// One program over all that shares types; then `build` checks each package with only the libraries it may count on.
const projects = [
  '.config',
  '.config/tsconfig.all.json',
  'packages/elements',
  'packages/backend-indexeddb',
  'examples/react',
];
const node = (...args) => run(process.execPath, args);

/** Each step resolves to an exit code. */
const steps = {
  async types() {
    let failed = 0;
    for (const project of projects) {
      console.log(`tsc ${project}`);
      const code = await tool('tsc', ['-p', project]);
      failed ||= code;
    }
    return failed;
  },
  lint: () => tool('eslint', ['--config', '.config/eslint.config.js', '--max-warnings', '0', '.']),
  format: () => tool('prettier', ['--check', '--log-level', 'warn', '.']),
  unused: () => tool('knip', ['--config', '.config/knip.json', '--no-progress', '--no-config-hints']),
  build: () => node('.config/build.mjs'),
  packages: () => node('test/packages.mjs'),
  docs: () => node('test/docs.mjs'),
  sizes: async () =>
    !(await needChromium())
      ? 1
      : (await buildEmbed()) || node('--conditions=rallykit-source', '--import', 'tsx', 'test/sizes.ts'),
};

const only = process.argv.slice(2);
const unknown = only.find((name) => !Object.hasOwn(steps, name));
if (unknown) {
  console.error(`There is no check "${unknown}". The checks are: ${Object.keys(steps).join(', ')}.`);
  process.exit(2);
}
await install();

const results = [];
for (const name of only.length ? only : Object.keys(steps)) {
  console.log(`\n── ${name} ──`);
  const began = Date.now();
  const code = await steps[name]();
  results.push({ name, code, seconds: ((Date.now() - began) / 1000).toFixed(1) });
}

console.log('');
for (const { name, code, seconds } of results)
  console.log(`${name.padEnd(10)}${code ? 'FAILED' : 'ok'.padEnd(6)}${seconds.padStart(8)} s`);
process.exitCode = results.some(({ code }) => code) ? 1 : 0;
