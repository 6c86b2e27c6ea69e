// npm test: everything that CI checks, in one command.
import { findOtherBrowsers } from './lib/browser.ts';
import { browserTests, pageSpecs } from './lib/browser-tests.ts';
import { build } from './lib/build.ts';
import { checkSources, runTask } from './lib/checks.ts';
import { exitOnStop } from './lib/signals.ts';
import { count, finish, resultOf, runCheck, runTool, step } from './lib/step.ts';

/** Seconds for all steps, on two cores. */
const budget = 820;

exitOnStop();

// Installing a browser takes a while, and mostly waits.
const searching = findOtherBrowsers();
await checkSources();

const built = await step('build', 15, async () => {
  const failure = await build();
  return resultOf(failure === undefined, failure ?? '');
});
if (built.failed > 0) finish(budget);

const others = Array.from((await searching).keys(), (name) => `--project=${name}`);
await step('scripts', 80, async () =>
  count(await runTool('node', ['--test', '--test-concurrency=2', 'scripts/test/*.test.ts'])),
);
// One workspace after the other: each of these tests keeps both cores busy by itself.
await step('the app as a whole', 210, () => runTask('test:whole', '--concurrency=1'));
await step('browsers', 170, () => browserTests('warm', `--grep-invert=${pageSpecs}`));
await step('browsers, one process', 75, () => browserTests('process', `--grep=@core|${pageSpecs}`));
if (others.length > 0) await step('other browsers', 65, () => browserTests('warm', '--grep=@everywhere', ...others));
else
  console.log('– other browsers: no Firefox and no WebKit here. To have them: npx playwright install firefox webkit');
await step('browsers, cold functions', 30, () => browserTests('cold', '--grep=@core'));
const chaos = 'e2e/chaos/main.ts --seed 1 --people 6';
await step('chaos', 50, () => runCheck('node', ...`${chaos} --seconds 20`.split(' ')));
await step('chaos, one process', 25, () => runCheck('node', ...`${chaos} --seconds 6 --host process`.split(' ')));
finish(budget);
