import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser, findOtherBrowsers } from './browser.ts';
import { isWell } from './event-line.ts';
import { newSecret } from './local-data.ts';
import { leaveEnvironment } from './operator/local.ts';
import { startSandbox } from './sandbox.ts';
import { startServer } from './server.ts';
import { count, resultOf, runTool, type Result } from './step.ts';

/** Seconds for all browser tests, on two cores. */
export const browserBudget = 250;

/** Specs that look at the page alone. On one process they take half the time that they take in the sandbox. */
export const pageSpecs = '(accessible|composing|reading|storage|visits|wire-drawer)\\.spec';

/** `warm` and `cold`: the sandbox, with functions of either kind. `process`: the app as one process. */
type Host = 'warm' | 'cold' | 'process';

interface App {
  url: string;
  /** What the tests need to know of it. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

function startApp(host: Host, folder: string, print: (line: string) => void): Promise<App> {
  return host === 'process' ? startProcess(folder, print) : startSandbox({ cold: host === 'cold', print });
}

async function startProcess(folder: string, print: (line: string) => void): Promise<App> {
  const env = { ARC_APP_SECRET: newSecret() };
  const server = await startServer({ folder, env: { ...env, TRUST_PROXY: '1' }, print });
  return { ...server, env: { ...env, DATABASE: join(folder, 'chat.db') } };
}

/**
 * Runs Playwright against a new app.
 * @param args Playwright's options, such as `--grep`, and the paths of specs. Without `--project=NAME`, Chromium is used
 */
export async function browserTests(host: Host, ...args: string[]): Promise<Result> {
  const projects = args.some((it) => it.startsWith('--project=')) ? [] : ['--project=chromium'];
  // Some tests change the sandbox's database.
  const options = [...projects, ...args, ...(host === 'process' ? ['--grep-invert=@sandbox'] : [])];
  const browsers = new Map([['chromium', await findBrowser()], ...(await findOtherBrowsers())]);
  const used = [...browsers].filter(([name]) => options.includes(`--project=${name}`));
  const paths = Object.fromEntries([...browsers].map(([name, path]) => [`${name.toUpperCase()}_PATH`, path]));
  const said: string[] = [];
  // Also for the operator's commands.
  const DATA = mkdtempSync(join(tmpdir(), 'arc-data-'));
  const app = await startApp(host, DATA, (line) => said.push(line));
  leaveEnvironment(DATA, app.env);
  try {
    const env = { ...app.env, ...paths, DATA, BASE_URL: app.url, NO_COLOR: '1' };
    const result = count(await runTool('playwright', ['test', '--config=e2e', '--reporter=list', ...options], env));
    // Any output except the lines of events without an error is a failure: an exception, a timeout, a warning.
    const unwell = said.filter(
      (line) => !isWell(line) && !(host === 'cold' && line.endsWith('because ARC_COLD=1 is set')),
    );
    const quiet = resultOf(unwell.length === 0 && said.some(isWell), '');
    return {
      passed: result.passed,
      failed: result.failed + quiet.failed,
      remark: used.map(([name, path]) => `${name} ${path === undefined ? 'from Playwright' : `at ${path}`}`).join(', '),
      output: [result.output, 'The app said:', ...unwell].join('\n'),
    };
  } finally {
    await app.stop();
    rmSync(DATA, { recursive: true });
  }
}
