import { defineConfig } from '@playwright/test';
import { browserArgs } from '../scripts/lib/browser.ts';

const baseURL = process.env['BASE_URL'];
if (!baseURL) throw new Error('BASE_URL is missing: npm test starts a sandbox and says where it is');

export default defineConfig({
  testDir: 'specs',
  outputDir: '../test-results',
  forbidOnly: true,
  // Each test has a room of its own. In the lobby, which they share, no test counts.
  workers: 2,
  // Limits for a busy machine. No test waits for its time to be over.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL,
    trace: 'retain-on-failure',
    launchOptions: {
      ...(process.env['CHROMIUM_PATH'] && { executablePath: process.env['CHROMIUM_PATH'] }),
      args: browserArgs,
    },
  },
});
