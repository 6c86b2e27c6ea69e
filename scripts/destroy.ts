// npm run destroy -- staging: destroys a stage except its messages.
import { createInterface } from 'node:readline/promises';
import { arc } from './lib/deploy/arc.ts';
import { destroy } from './lib/deploy/destroy.ts';
import { account } from './lib/deploy/preflight.ts';
import { readProject } from './lib/deploy/project.ts';
import { runCommand } from './lib/deploy/run-command.ts';
import { Problem } from './lib/root.ts';

const [stageName, ...options] = process.argv.slice(2);

/** Asks the user to type this word. @throws Problem if there is no terminal */
async function confirm(word: string): Promise<boolean> {
  if (options.includes('--yes')) return true;
  if (!process.stdin.isTTY) {
    throw new Problem(
      'A terminal is needed to ask for confirmation. If you are sure, run: npm run destroy -- staging --yes',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Type ${word} to continue: `);
  terminal.close();
  return answer.trim() === word;
}

await runCommand(async () => {
  const project = await readProject(stageName);
  return destroy(project, await account(project), { isSure: () => confirm(project.stack), arc });
});
