import { findBrowser } from './browser.ts';
import { isWell } from './event-line.ts';
import { leaveEnvironment } from './operator/local.ts';
import { startSandbox } from './sandbox.ts';
import { count, resultOf, runTool, type Result } from './step.ts';

/** Seconds for all browser tests, on two cores. */
export const browserBudget = 280;

/** Runs Playwright against a new sandbox. @param args Playwright's options, such as `--grep`, and the paths of specs */
export async function browserTests(cold: boolean, ...args: string[]): Promise<Result> {
  const said: string[] = [];
  const sandbox = await startSandbox({ cold, print: (line) => said.push(line) });
  // For the operator's commands.
  const forgetEnvironment = leaveEnvironment(sandbox.port, sandbox.env);
  try {
    const env = { ...sandbox.env, BASE_URL: sandbox.url, CHROMIUM_PATH: await findBrowser(), NO_COLOR: '1' };
    const result = count(await runTool('playwright', ['test', '--config=e2e', '--reporter=list', ...args], env));
    // Any output except the lines of events without an error is a failure: an exception, a timeout, a warning.
    const unwell = said.filter((line) => !isWell(line) && !(cold && line.endsWith('because ARC_COLD=1 is set')));
    const quiet = resultOf(unwell.length === 0 && said.some(isWell), '');
    return {
      passed: result.passed,
      failed: result.failed + quiet.failed,
      output: [result.output, 'The sandbox said:', ...unwell].join('\n'),
    };
  } finally {
    forgetEnvironment();
    await sandbox.stop();
  }
}
