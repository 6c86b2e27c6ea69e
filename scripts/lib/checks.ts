import { count, runCheck, runTool, step, type Result } from './step.ts';

const isCi = Boolean(process.env['CI']);

/** Runs a turbo task in every workspace that has the task. */
export async function runTask(task: string, ...args: string[]): Promise<Result> {
  // For an unchanged workspace, turbo prints the cached output of its tests. CI runs them again.
  const ran = await runTool('turbo', [
    'run',
    task,
    '--continue',
    '--output-logs=full',
    ...args,
    ...(isCi ? ['--force'] : []),
  ]);
  const cached = ran.output.split(`:${task}: cache hit`).length - 1;
  return { ...count(ran), ...(cached > 0 && { remark: `${cached} results from turbo's cache` }) };
}

/** Runs the checks that need neither a build nor a browser. */
export async function checkSources(): Promise<void> {
  await Promise.all([
    step('format', 20, () => runCheck('prettier', '--check', '.')),
    step('lint', 20, () => runCheck('oxlint', '--deny-warnings')),
    step('types', 20, () => runCheck('tsc', '-p', '.')),
    step('unused code', 20, () => runCheck('knip')),
  ]);
  // Two workspaces at once: more would only wait for each other.
  await step('units', 100, () => runTask('test', '--concurrency=2'));
}
