// npm run e2e -- chat.spec.ts: some of the browser tests, while one works on what they are about.
import { browserTests } from './browser-tests.ts';
import { build } from './build.ts';
import { check, step } from './step.ts';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

const { failed } = await step('browser', async () => {
  const failure = await build();
  return failure === undefined ? browserTests(false, ...process.argv.slice(2)) : check(false, failure);
});
process.exit(failed === 0 ? 0 : 1);
