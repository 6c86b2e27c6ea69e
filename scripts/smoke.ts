// npm run smoke -- https://…: uses a running app as people do, and prints a line for each check.
import { optionsIn, runCommand } from './lib/deploy/run-command.ts';
import { checkAnswer, smoke } from './lib/deploy/smoke.ts';
import { Problem } from './lib/root.ts';
import { stopSignal } from './lib/signals.ts';

const [address = '', ...args] = process.argv.slice(2);

async function main(): Promise<boolean> {
  if (!/^https?:/.test(address) || !URL.canParse(address)) {
    throw new Problem('Name the address of an app, for example: npm run smoke -- http://localhost:3333');
  }
  optionsIn(args);
  await checkAnswer(address);
  return smoke(address);
}

await runCommand(main, stopSignal(), 'Interrupted; not all of the app was tested.');
