import { defineConfig } from '@playwright/test';
import { browserArgs } from '../scripts/lib/browser.ts';

const baseURL = process.env['BASE_URL'];
if (!baseURL) throw new Error('BASE_URL is missing: run the tests with npm run e2e, which sets it');

export default defineConfig({
  testDir: 'specs',
  outputDir: '../test-results',
  forbidOnly: true,
  // Tests can run side by side: each has its own room, and no test counts in the lobby, which they share.
  workers: 2,
  // Limits for a busy machine. No test waits for a timeout.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL,
    // Traces are off, because they make the tests much slower. To have them: `npm run e2e -- chat --trace=retain-on-failure`.
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(process.env['CHROMIUM_PATH'] && { executablePath: process.env['CHROMIUM_PATH'] }),
      args: browserArgs,
    },
  },
});
