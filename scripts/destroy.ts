// npm run destroy -- staging: destroys a stage except its messages.
import { createInterface } from 'node:readline/promises';
import { arc } from './lib/deploy/arc.ts';
import { destroy } from './lib/deploy/destroy.ts';
import { readProject } from './lib/deploy/project.ts';
import { optionsIn, runCommand } from './lib/deploy/run-command.ts';
import { Problem } from './lib/root.ts';
import { stopSignal } from './lib/signals.ts';

const [stageName, ...args] = process.argv.slice(2);
const stop = stopSignal();

/** Asks the user to type this word. A Ctrl-C is a no. @throws Problem if there is no terminal */
async function confirm(word: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new Problem(
      'A terminal is needed to ask for confirmation. If you are sure, run: npm run destroy -- staging --yes',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Type ${word} to continue: `, { signal: stop }).catch(() => '');
  terminal.close();
  return answer.trim() === word;
}

await runCommand(async () => {
  const project = await readProject(stageName);
  const options = optionsIn(args, '--yes');
  const isSure = async () => options.has('--yes') || confirm(project.stack);
  return destroy(project, { isSure, arc }, stop);
}, stop);
