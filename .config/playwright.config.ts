import { defineConfig } from '@playwright/test';
import { chromiumArgs, findChromium } from './tools.mjs';

const executablePath = findChromium();

export default defineConfig({
  testDir: '../test/e2e',
  outputDir: '../test-results',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.REPORT_FILE ? [['list'], ['json', { outputFile: process.env.REPORT_FILE }]] : 'list',
  use: {
    launchOptions: { ...(executablePath && { executablePath }), args: chromiumArgs },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});
