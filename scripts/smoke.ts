// npm run smoke -- https://…: uses a running app as people do, and prints a line for each check.
import { runCommand } from './lib/deploy/run-command.ts';
import { smoke } from './lib/deploy/smoke.ts';
import { Problem } from './lib/root.ts';

const [address = ''] = process.argv.slice(2);

await runCommand(() => {
  if (!/^https?:/.test(address) || !URL.canParse(address)) {
    throw new Problem('Name the address of an app, for example: npm run smoke -- http://localhost:3333');
  }
  return smoke(address);
});
