// npm run e2e -- chat: some of the browser tests, while one works on what they are about.
import { browserBudget, browserTests } from './lib/browser-tests.ts';
import { build } from './lib/build.ts';
import { check, finish, step } from './lib/step.ts';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

await step('browsers', browserBudget, async () => {
  const failure = await build();
  return failure === undefined ? browserTests(false, ...process.argv.slice(2)) : check(false, failure);
});
finish(browserBudget);
