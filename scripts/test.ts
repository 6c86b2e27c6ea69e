// npm test: everything that CI checks, in one command.
import { browserTests } from './browser-tests.ts';
import { build } from './build.ts';
import { check, count, run, step, type Result } from './step.ts';

const ci = Boolean(process.env['CI']);
const results: Result[] = [];

async function tool(name: string, ...args: string[]): Promise<Result> {
  const { ok, output } = await run(name, args);
  return check(ok, output);
}

async function unitTests(): Promise<Result> {
  // Of a workspace in which nothing changed, turbo repeats what its tests said the last time; CI takes nobody's word.
  const ran = await run('turbo', ['run', 'test', '--continue', '--output-logs=full', ...(ci ? ['--force'] : [])]);
  const cached = ran.output.match(/:test: cache hit/g)?.length ?? 0;
  return { ...count(ran), ...(cached > 0 && { remark: `${cached} unchanged workspaces from turbo's cache` }) };
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

results.push(
  ...(await Promise.all([
    step('format', () => tool('prettier', '--check', '.')),
    step('lint', () => tool('oxlint', '--deny-warnings')),
    step('types', () => tool('tsc', '-p', '.')),
    step('unused', () => tool('knip')),
  ])),
  await step('scripts', async () => count(await run('node', ['--test', 'scripts/test/*.test.ts']))),
  await step('units', unitTests),
);

const built = await step('build', async () => {
  const failure = await build();
  return check(failure === undefined, failure ?? '');
});
results.push(built);
if (built.failed === 0) {
  results.push(await step('browser', () => browserTests(false)));
  results.push(await step('browser, cold functions', () => browserTests(true, '--grep=@core')));
  results.push(
    await step('chaos', () => tool('node', 'e2e/chaos/main.ts', ...'--seed 1 --seconds 30 --people 6'.split(' '))),
  );
}

const sum = (pick: (result: Result) => number) => results.map(pick).reduce((a, b) => a + b, 0);
const failed = sum((result) => result.failed);
console.log(`${sum((result) => result.passed)} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
