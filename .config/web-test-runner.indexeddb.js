// What needs the browser's own database, in each browser that is there.
import { existsSync } from 'node:fs';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { firefox, webkit } from 'playwright';
import elements from './web-test-runner.config.js';

const others = [firefox, webkit].filter((browser) => {
  const there = existsSync(browser.executablePath());
  if (!there) console.log(`${browser.name()} is not installed here: skipped.`);
  return there;
});

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
  // Only what hangs may fail by time: a busy machine is no defect.
  testsFinishTimeout: 900_000,
  testFramework: { config: { ui: 'bdd', timeout: 60_000 } },
  browsers: [
    ...(elements.browsers ?? []),
    ...others.map((browser) =>
      playwrightLauncher({ product: /** @type {'firefox' | 'webkit'} */ (browser.name()) }),
    ),
  ],
};
