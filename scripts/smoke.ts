// npm run smoke -- https://…: uses a running app as people do, and says what of it works.
import { runCommand } from './lib/deploy/run-command.ts';
import { smoke } from './lib/deploy/smoke.ts';
import { Problem } from './lib/root.ts';

const [address = ''] = process.argv.slice(2);

await runCommand(() => {
  if (!/^https?:/.test(address) || !URL.canParse(address)) {
    throw new Problem('Where is the app? npm run smoke -- http://localhost:3333');
  }
  return smoke(address);
});
