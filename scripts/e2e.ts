// npm run e2e -- chat: runs some of the browser tests, here those of e2e/specs/chat.spec.ts.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { browserBudget, browserTests } from './lib/browser-tests.ts';
import { build } from './lib/build.ts';
import { root } from './lib/root.ts';
import { exitOnStop } from './lib/signals.ts';
import { finish, resultOf, step } from './lib/step.ts';

/** The path of the spec with this name. Playwright alone would also match the name in the project's folder path. */
const specOf = (arg: string) => (existsSync(join(root, `e2e/specs/${arg}.spec.ts`)) ? `specs/${arg}.spec.ts` : arg);

exitOnStop();

await step('browsers', browserBudget, async () => {
  const failure = await build();
  return failure === undefined ? browserTests('warm', ...process.argv.slice(2).map(specOf)) : resultOf(false, failure);
});
finish(browserBudget);
