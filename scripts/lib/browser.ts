import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { environment, Problem, tool } from './root.ts';

const minute = 60_000;

/** Programs that are Chrome or Chromium, by name on the PATH or where macOS keeps them. */
const candidates = [
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

function ofPlaywright(): string | undefined {
  const path = chromium.executablePath();
  return isExecutable(path) ? path : undefined;
}

function ofSystem(): string | undefined {
  const folders = environment.PATH.split(delimiter);
  const paths = candidates.flatMap((it) => (it.startsWith('/') ? [it] : folders.map((folder) => join(folder, it))));
  return paths.find(isExecutable);
}

/** Runs it, for as long as the limit lets it. Whether it worked is seen by looking for the browser again. */
function attempt(command: string, args: string[], limit: number): void {
  const env = { ...environment, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync(command, args, { env, timeout: limit, stdio: 'ignore' });
}

/** The path of a Chromium or Chrome, installed when there is none. @throws Problem that says what to do */
export function findBrowser(): string {
  const given = process.env['CHROMIUM_PATH'];
  if (given) return given;
  const there = ofPlaywright() ?? ofSystem();
  if (there) return there;

  console.log('Installing a browser for the tests, a minute or two …');
  attempt(tool('playwright'), ['install', 'chromium'], 5 * minute);
  const downloaded = ofPlaywright();
  if (downloaded) return downloaded;

  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    attempt('apt-get', ['update', '-qq'], 2 * minute);
    attempt('apt-get', ['install', '-qq', '--yes', '--no-install-recommends', 'chromium'], 5 * minute);
    const packaged = ofSystem();
    if (packaged) return packaged;
  }
  throw new Problem(
    'There is no browser to test with. Install Chrome or Chromium, or say where one is: CHROMIUM_PATH=…',
  );
}
