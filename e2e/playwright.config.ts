import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { browserArgs } from '../scripts/lib/browser.ts';
import type { BrowserOptions } from './testing/fixtures.ts';

const { BASE_URL: baseURL, CHROMIUM_PATH, FIREFOX_PATH, WEBKIT_PATH } = process.env;
if (!baseURL) throw new Error('BASE_URL is missing: run the tests with npm run e2e, which sets it');

/** Playwright's own Chromium, or another one. */
const chromium = {
  browserName: 'chromium',
  launchOptions: { ...(CHROMIUM_PATH && { executablePath: CHROMIUM_PATH }), args: browserArgs },
} as const;

/** Playwright's own Firefox, or any other one. That one's screenshots would break the page's content policy. */
const firefox = FIREFOX_PATH
  ? ({
      browserName: 'firefox',
      channel: 'moz-firefox',
      launchOptions: { executablePath: join(import.meta.dirname, 'testing/firefox.ts') },
      screenshot: 'off',
    } as const)
  : ({ browserName: 'firefox' } as const);

/** Playwright's own WebKit, or another one that its WebDriver drives. There, Chromium is the browser of the others. */
const webkit = WEBKIT_PATH ? { ...chromium, webDriver: WEBKIT_PATH } : ({ browserName: 'webkit' } as const);

export default defineConfig<object, BrowserOptions>({
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
  },
  projects: [
    { name: 'chromium', use: chromium },
    // One worker each, so that each browser starts only once.
    { name: 'firefox', use: firefox, workers: 1 },
    { name: 'webkit', use: webkit, workers: 1, ...(WEBKIT_PATH && { grep: /@everywhere/ }) },
  ],
});
