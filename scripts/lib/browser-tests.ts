import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser, findOtherBrowsers } from './browser.ts';
import { isWell } from './event-line.ts';
import { leaveEnvironment } from './operator/local.ts';
import { startSandbox } from './sandbox.ts';
import { count, resultOf, runTool, type Result } from './step.ts';

/** Seconds for all browser tests, on two cores. */
export const browserBudget = 250;

/**
 * Runs Playwright against a new sandbox.
 * @param args Playwright's options, such as `--grep`, and the paths of specs. Without `--project=NAME`, Chromium is used
 */
export async function browserTests(cold: boolean, ...args: string[]): Promise<Result> {
  const projects = args.some((it) => it.startsWith('--project=')) ? [] : ['--project=chromium'];
  const options = [...projects, ...args];
  const browsers = new Map([['chromium', await findBrowser()], ...(await findOtherBrowsers())]);
  const used = [...browsers].filter(([name]) => options.includes(`--project=${name}`));
  const paths = Object.fromEntries([...browsers].map(([name, path]) => [`${name.toUpperCase()}_PATH`, path]));
  const said: string[] = [];
  const sandbox = await startSandbox({ cold, print: (line) => said.push(line) });
  // For the operator's commands.
  const DATA = mkdtempSync(join(tmpdir(), 'arc-data-'));
  leaveEnvironment(DATA, sandbox.env);
  try {
    const env = { ...sandbox.env, ...paths, DATA, BASE_URL: sandbox.url, NO_COLOR: '1' };
    const result = count(await runTool('playwright', ['test', '--config=e2e', '--reporter=list', ...options], env));
    // Any output except the lines of events without an error is a failure: an exception, a timeout, a warning.
    const unwell = said.filter((line) => !isWell(line) && !(cold && line.endsWith('because ARC_COLD=1 is set')));
    const quiet = resultOf(unwell.length === 0 && said.some(isWell), '');
    return {
      passed: result.passed,
      failed: result.failed + quiet.failed,
      remark: used.map(([name, path]) => `${name} ${path === undefined ? 'from Playwright' : `at ${path}`}`).join(', '),
      output: [result.output, 'The sandbox said:', ...unwell].join('\n'),
    };
  } finally {
    await sandbox.stop();
    rmSync(DATA, { recursive: true });
  }
}
