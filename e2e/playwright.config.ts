import { defineConfig } from '@playwright/test';
import { browserArgs } from '../scripts/lib/browser.ts';

const baseURL = process.env['BASE_URL'];
if (!baseURL) throw new Error('BASE_URL is missing: npm test starts a sandbox and says where it is');

export default defineConfig({
  testDir: 'specs',
  outputDir: '../test-results',
  forbidOnly: true,
  // People of one test share the lobby with those of another.
  workers: 1,
  use: {
    baseURL,
    trace: 'retain-on-failure',
    launchOptions: {
      ...(process.env['CHROMIUM_PATH'] && { executablePath: process.env['CHROMIUM_PATH'] }),
      args: browserArgs,
    },
  },
});
