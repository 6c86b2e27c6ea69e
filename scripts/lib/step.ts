import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { environment, root, seconds, tool } from './root.ts';

/** The result of a step. A step that runs no tests counts as one test. */
export type Result = { passed: number; failed: number; output: string; remark?: string };

export const resultOf = (ok: boolean, output: string): Result => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, output });

/** Runs a tool that npm installed. @returns its output, without colours */
export async function runTool(name: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(tool(name), args, {
    cwd: root,
    env: { ...environment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => child.kill();
  process.once('exit', end);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const [code] = await once(child, 'close');
  process.off('exit', end);
  return { ok: code === 0, output: stripVTControlCharacters(output) };
}

/** Runs a tool that reports success or failure only by its exit code. */
export async function runCheck(name: string, ...args: string[]): Promise<Result> {
  const { ok, output } = await runTool(name, args);
  return resultOf(ok, output);
}

/** The totals at the end of `node --test` and of Playwright, also behind turbo's prefix. */
const passes = [/[#ℹ] pass (\d+)$/gm, /^ {2}(\d+) passed\b/gm];
const failures = [/[#ℹ] (?:fail|cancelled) (\d+)$/gm, /^ {2}(\d+) (?:failed|interrupted|did not run)\b/gm];

const sumOf = (output: string, totals: RegExp[]) =>
  totals.flatMap((total) => [...output.matchAll(total)]).reduce((sum, [, number]) => sum + Number(number), 0);

/** Counts the tests in the output. A failed run without a failed test, such as a crash, counts as one failure. */
export function count({ ok, output }: { ok: boolean; output: string }): Result {
  const failed = sumOf(output, failures);
  return { passed: sumOf(output, passes), failed: ok ? failed : Math.max(failed, 1), output };
}

const results: Result[] = [];

/**
 * Runs a step and prints a line with the result. If the step failed, also prints its output.
 *
 * @param budget seconds that the step should take on two cores. More is shown, and is no failure: a machine may be busy
 */
export async function step(name: string, budget: number, work: () => Promise<Result>): Promise<Result> {
  const since = performance.now();
  const result = await work().catch((error: unknown) =>
    resultOf(false, error instanceof Error ? error.message : String(error)),
  );
  results.push(result);
  const isLate = performance.now() - since > budget * 1000;
  const { passed, failed, remark } = result;
  const about = [
    ...(passed + failed > 1 ? [`${passed} passed`] : []),
    ...(remark ? [remark] : []),
    ...(isLate ? ['OVER BUDGET'] : []),
  ];
  console.log([`${failed > 0 ? '✗' : '✓'} ${name}: ${seconds(since)} of ${budget}`, ...about].join(', '));
  if (failed > 0) console.log(`${result.output.trimEnd()}\n✗ ${name} failed\n`);
  return result;
}

/** Prints the totals, and ends the process. @param budget seconds that all steps should take together */
export function finish(budget: number): never {
  const sum = (pick: (result: Result) => number) => results.map(pick).reduce((a, b) => a + b, 0);
  const failed = sum((result) => result.failed);
  const late = performance.now() > budget * 1000 ? ', OVER BUDGET' : '';
  console.log(`${sum((result) => result.passed)} passed, ${failed} failed, ${seconds(0)} of ${budget} in all${late}`);
  process.exit(failed === 0 ? 0 : 1);
}
