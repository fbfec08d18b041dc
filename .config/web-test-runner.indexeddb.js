// What needs the browser's own database, in each browser that is there.
import { defaultReporter } from '@web/test-runner';
import { missingBrowsers, otherBrowsers } from './other-browsers.js';
import elements from './web-test-runner.config.js';
import { countsReporter } from './web-test-runner.counts.js';

/** What is played over the model, as JSON: with MODEL, in Chromium only, as long as it takes. */
const { MODEL } = process.env;

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  ...elements,
  files: ['packages/backend-indexeddb/src/**/*.browser.test.ts', 'test/conformance/**/*.browser.test.ts'],
  // A sandboxed frame is of no origin, not even of this one.
  middleware: [
    (context, next) => {
      context.set('access-control-allow-origin', '*');
      return next();
    },
  ],
  plugins: [
    ...(elements.plugins ?? []),
    {
      name: 'model',
      serve: ({ path }) =>
        path === '/model.json' ? { body: MODEL ?? '{ "runs": 100 }', type: 'json' } : undefined,
    },
  ],
  // Only what hangs may fail by time: a busy machine is no defect.
  browserStartTimeout: 120_000,
  testsStartTimeout: 120_000,
  testsFinishTimeout: MODEL ? 14_400_000 : 900_000,
  testFramework: { config: { ui: 'bdd', timeout: MODEL ? 600_000 : 60_000 } },
  browsers: [...(elements.browsers ?? []), ...(MODEL ? [] : otherBrowsers)],
  reporters: [
    defaultReporter({ reportTestProgress: process.stdout.isTTY ?? false }),
    countsReporter(missingBrowsers),
  ],
};
