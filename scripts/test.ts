// npm test: everything that CI checks, in one command.
import { browserBudget, browserTests } from './lib/browser-tests.ts';
import { build } from './lib/build.ts';
import { checkSources, runTask } from './lib/checks.ts';
import { exitOnStop } from './lib/signals.ts';
import { count, finish, resultOf, runCheck, runTool, step } from './lib/step.ts';

/** Seconds for all steps, on two cores. */
const budget = 700;

exitOnStop();

await checkSources();

const built = await step('build', 15, async () => {
  const failure = await build();
  return resultOf(failure === undefined, failure ?? '');
});
if (built.failed > 0) finish(budget);

await step('scripts', 80, async () =>
  count(await runTool('node', ['--test', '--test-concurrency=2', 'scripts/test/*.test.ts'])),
);
await step('the app as a whole', 150, () => runTask('test:whole'));
await step('browsers', browserBudget, () => browserTests(false));
await step('browsers, cold functions', 30, () => browserTests(true, '--grep=@core'));
await step('chaos', 50, () => runCheck('node', 'e2e/chaos/main.ts', ...'--seed 1 --seconds 20 --people 6'.split(' ')));
finish(budget);
