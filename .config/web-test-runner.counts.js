import { writeFileSync } from 'node:fs';

/**
 * A Web Test Runner reporter: writes `{ passed, failed, skipped, failures, tests }` to the file that REPORT_FILE names.
 * A test file that did not load, or that logged an error outside a test, is one failure; a browser that is not installed
 * is one test that was skipped.
 * @param {readonly string[]} missing names of browsers that are not installed
 * @returns {import('@web/test-runner').Reporter}
 */
export function countsReporter(missing = []) {
  return {
    onTestRunFinished({ sessions }) {
      for (const browser of missing) console.log(`${browser} is not installed here: skipped.`);
      if (!process.env.REPORT_FILE) return;
      const counts = {
        passed: 0,
        failed: 0,
        skipped: missing.length,
        failures: /** @type {string[]} */ ([]),
        tests: /** @type {object[]} */ ([]),
      };
      for (const { testFile = '', testResults, errors, browser } of sessions) {
        const file = testFile.replace(process.cwd(), '').replace(/^\//, '');
        const place = browser.name === 'Chromium' ? file : `${browser.name} › ${file}`;
        const fail = (/** @type {string} */ name) => {
          counts.failed += 1;
          counts.failures.push(`${place} › ${name}`);
        };
        const visit = (/** @type {import('@web/test-runner').TestSuiteResult} */ suite, path = '') => {
          for (const test of suite.tests) {
            const status = test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed';
            counts.tests.push({ file, browser: browser.name, name: test.name, status });
            if (test.skipped) counts.skipped += 1;
            else if (test.passed) counts.passed += 1;
            else fail(path + test.name);
          }
          for (const inner of suite.suites) visit(inner, `${path}${inner.name} › `);
        };
        if (testResults) visit(testResults);
        if (!testResults || errors.length) fail(errors[0]?.message ?? 'did not load');
      }
      writeFileSync(process.env.REPORT_FILE, JSON.stringify(counts));
    },
  };
}
