import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { fileURLToPath } from 'node:url';
import { chromiumArgs, findChromium, root } from './tools.mjs';
import { countsReporter } from './web-test-runner.counts.js';

const executablePath = findChromium();
const launchOptions = { ...(executablePath && { executablePath }), args: chromiumArgs };

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  rootDir: root,
  files: ['packages/elements/src/**/*.test.ts'],
  browsers: [
    playwrightLauncher({
      product: 'chromium',
      launchOptions,
    }),
  ],
  concurrency: 2,
  nodeResolve: { exportConditions: ['rallykit-source', 'browser', 'development'] },
  // The plugin reads one tsconfig and follows no `extends`; the decorator settings are in the base.
  plugins: [
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('../tsconfig.base.json', import.meta.url)),
    }),
  ],
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode'),
  testFramework: { config: { ui: 'bdd', timeout: 10_000 } },
  reporters: [defaultReporter({ reportTestProgress: process.stdout.isTTY ?? false }), countsReporter()],
};
