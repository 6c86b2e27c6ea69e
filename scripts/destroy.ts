// npm run destroy -- staging: takes a stage down, all but its messages.
import { createInterface } from 'node:readline/promises';
import { arc } from './lib/deploy/arc.ts';
import { account } from './lib/deploy/preflight.ts';
import { destroy } from './lib/deploy/destroy.ts';
import { readProject } from './lib/deploy/project.ts';
import { runCommand } from './lib/deploy/run-command.ts';
import { Problem } from './lib/root.ts';

const [stageName, ...options] = process.argv.slice(2);

/** Asks at the terminal for this word. @throws Problem where there is no terminal */
async function confirm(word: string): Promise<boolean> {
  if (options.includes('--yes')) return true;
  if (!process.stdin.isTTY) {
    throw new Problem('Nobody is there to be asked. If you are sure: npm run destroy -- staging --yes');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Type ${word} to go on: `);
  terminal.close();
  return answer.trim() === word;
}

await runCommand(async () => {
  const project = await readProject(stageName);
  return destroy(project, await account(project), { isSure: () => confirm(project.stack), arc });
});
