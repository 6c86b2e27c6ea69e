// npm run e2e -- chat: some of the browser tests, while one works on what they are about.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { browserBudget, browserTests } from './lib/browser-tests.ts';
import { build } from './lib/build.ts';
import { root } from './lib/root.ts';
import { exitOnStop } from './lib/signals.ts';
import { checked, finish, step } from './lib/step.ts';

/** A spec by its name. Playwright alone would also find the name in the path of the project's folder. */
const specOf = (arg: string) => (existsSync(join(root, `e2e/specs/${arg}.spec.ts`)) ? `specs/${arg}.spec.ts` : arg);

exitOnStop();

await step('browsers', browserBudget, async () => {
  const failure = await build();
  return failure === undefined ? browserTests(false, ...process.argv.slice(2).map(specOf)) : checked(false, failure);
});
finish(browserBudget);
