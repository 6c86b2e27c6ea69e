import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { environment, Problem, tool } from './root.ts';

const minute = 60_000;

/** The programs of Chromium and Chrome, the best first. A headless shell starts a page with a fifth of the work. */
const candidates = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Finds an installed browser, on the PATH or in the applications of macOS. */
function ofSystem(): string | undefined {
  const folders = environment.PATH.split(delimiter);
  const paths = candidates.flatMap((it) => (it.startsWith('/') ? [it] : folders.map((folder) => join(folder, it))));
  return paths.find(isExecutable);
}

/** Whether Playwright has downloaded its own headless shell. Playwright starts that browser if no path is given. */
async function hasOwn(): Promise<boolean> {
  const browser = await chromium.launch({ args: browserArgs }).catch(() => undefined);
  await browser?.close();
  return browser !== undefined;
}

/** Runs a command within a limit of milliseconds. The caller looks for the browser again to see whether it worked. */
function attempt(command: string, args: string[], limit: number): void {
  const env = { ...environment, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync(command, args, { env, timeout: limit, stdio: 'ignore' });
}

/** Chromium's own sandbox cannot run as root, and CI often runs as root. */
export const browserArgs: string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/**
 * Finds a browser for Playwright. If there is none, installs a browser.
 *
 * @returns the browser's path; undefined for Playwright's own browser
 * @throws Problem with the remedy
 */
export async function findBrowser(): Promise<string | undefined> {
  const given = process.env['CHROMIUM_PATH'];
  if (given) return given;
  if (await hasOwn()) return undefined;
  const there = ofSystem();
  if (there) return there;

  console.log('Installing a browser for the tests, a minute or two …');
  attempt(tool('playwright'), ['install', '--only-shell', 'chromium'], 5 * minute);
  if (await hasOwn()) return undefined;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    attempt('apt-get', ['update', '-qq'], 2 * minute);
    for (const name of ['chromium-headless-shell', 'chromium']) {
      attempt('apt-get', ['install', '-qq', '--yes', '--no-install-recommends', name], 5 * minute);
      const packaged = ofSystem();
      if (packaged) return packaged;
    }
  }
  throw new Problem(
    'No browser was found for the tests. Install Chrome or Chromium, or name its path: CHROMIUM_PATH=/path/to/chrome',
  );
}
