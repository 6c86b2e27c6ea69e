import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import playwright from '@playwright/test';
import { environment, Problem, tool } from './root.ts';

const minute = 60_000;

type Kind = {
  /** Options of `playwright install`. */
  download: string[];
  /** The programs that do as well as Playwright's own, the best first. */
  programs: string[];
  /** A program that has to be there, too. */
  needs?: string;
  /** Debian's packages, the best first. */
  packages: string[][];
};

/** The browsers of the tests, by Playwright's name. */
const kinds = {
  // A headless shell starts a page with a fifth of the work.
  chromium: {
    download: ['--only-shell'],
    programs: [
      'chromium-headless-shell',
      'chrome-headless-shell',
      'google-chrome',
      'google-chrome-stable',
      'chromium',
      'chromium-browser',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ],
    packages: [['chromium-headless-shell'], ['chromium']],
  },
  firefox: {
    download: [],
    programs: ['firefox', 'firefox-esr', '/Applications/Firefox.app/Contents/MacOS/firefox'],
    packages: [['firefox-esr']],
  },
  // WebKitGTK can be driven with WebDriver only, and needs a screen.
  webkit: { download: [], programs: ['WebKitWebDriver'], needs: 'Xvfb', packages: [['webkit2gtk-driver', 'xvfb']] },
} satisfies Record<string, Kind>;

type Name = keyof typeof kinds;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Finds one of these programs, on the PATH or in the applications of macOS. */
function ofSystem(...programs: string[]): string | undefined {
  const folders = environment.PATH.split(delimiter);
  const paths = programs.flatMap((it) => (it.startsWith('/') ? [it] : folders.map((folder) => join(folder, it))));
  return paths.find(isExecutable);
}

/** Whether Playwright has downloaded its own browser, and the browser starts. */
async function hasOwn(name: Name): Promise<boolean> {
  const browser = await playwright[name]
    .launch({ args: name === 'chromium' ? browserArgs : [] })
    .catch(() => undefined);
  await browser?.close();
  return browser !== undefined;
}

/** Runs a command within a limit of milliseconds. @returns whether it succeeded */
async function attempt(limit: number, command: string, ...args: string[]): Promise<boolean> {
  const env = { ...environment, DEBIAN_FRONTEND: 'noninteractive' };
  const child = spawn(command, args, { env, timeout: limit, stdio: 'ignore' });
  const [status] = await once(child, 'exit').catch(() => [undefined]);
  return status === 0;
}

/** Chromium's own sandbox cannot run as root, and CI often runs as root. */
export const browserArgs: string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** A browser that is here. Without a path, it is Playwright's own. */
type Found = { path: string | undefined };

async function look(name: Name): Promise<Found | undefined> {
  const given = process.env[`${name.toUpperCase()}_PATH`];
  if (given) return { path: given };
  if (await hasOwn(name)) return { path: undefined };
  const { programs, needs }: Kind = kinds[name];
  const path = ofSystem(...programs);
  return path && (!needs || ofSystem(needs)) ? { path } : undefined;
}

const isRootOfDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version');
let hasPackages: boolean | undefined;

/** Installs a browser: Playwright's own, or a package of Debian. */
async function install(name: Name, limit: number): Promise<Found | undefined> {
  console.log(`Installing ${name} for the tests, a minute or two …`);
  await attempt(limit, tool('playwright'), 'install', ...kinds[name].download, name);
  if (await hasOwn(name)) return { path: undefined };
  hasPackages ??= isRootOfDebian && (await attempt(minute, 'apt-get', 'update', '-qq'));
  for (const packages of hasPackages ? kinds[name].packages : []) {
    await attempt(limit, 'apt-get', 'install', '-qq', '--yes', '--no-install-recommends', ...packages);
    const found = await look(name);
    if (found) return found;
  }
  return undefined;
}

/**
 * Finds Chromium. If it is not here, installs it.
 *
 * @returns the browser's path; undefined for Playwright's own browser
 * @throws Problem with the remedy
 */
export async function findBrowser(): Promise<string | undefined> {
  const found = (await look('chromium')) ?? (await install('chromium', 5 * minute));
  if (found) return found.path;
  throw new Problem(
    'No browser was found for the tests. Install Chrome or Chromium, or name its path: CHROMIUM_PATH=/path/to/chrome',
  );
}

/** Finds Firefox and WebKit. In CI, installs those that are not here, if it can. */
async function searchOthers(): Promise<Map<'firefox' | 'webkit', string | undefined>> {
  const others = new Map<'firefox' | 'webkit', string | undefined>();
  for (const name of ['firefox', 'webkit'] as const) {
    const found = (await look(name)) ?? (process.env['CI'] ? await install(name, 2 * minute) : undefined);
    if (found) others.set(name, found.path);
  }
  return others;
}

let others: ReturnType<typeof searchOthers> | undefined;

/** The other browsers that are here, with their paths; undefined for Playwright's own. */
export const findOtherBrowsers = () => (others ??= searchOthers());
