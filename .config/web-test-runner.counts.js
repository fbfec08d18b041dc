import { writeFileSync } from 'node:fs';

/**
 * A Web Test Runner reporter: writes `{ passed, failed, skipped, failures, tests }` to the file that REPORT_FILE names.
 * A test file that did not load, or that logged an error outside a test, is one failure.
 * @returns {import('@web/test-runner').Reporter}
 */
export function countsReporter() {
  return {
    onTestRunFinished({ sessions }) {
      if (!process.env.REPORT_FILE) return;
      const counts = {
        passed: 0,
        failed: 0,
        skipped: 0,
        failures: /** @type {string[]} */ ([]),
        tests: /** @type {object[]} */ ([]),
      };
      for (const { testFile = '', testResults, errors } of sessions) {
        const file = testFile.replace(process.cwd(), '').replace(/^\//, '');
        const fail = (/** @type {string} */ name) => {
          counts.failed += 1;
          counts.failures.push(`${file} › ${name}`);
        };
        const visit = (/** @type {import('@web/test-runner').TestSuiteResult} */ suite, path = '') => {
          for (const test of suite.tests) {
            const status = test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed';
            counts.tests.push({ file, name: test.name, status });
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
