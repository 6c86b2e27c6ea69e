// npm run destroy:staging: takes a stage down, all but its messages.
import { createInterface } from 'node:readline/promises';
import { arc } from './deploy/arc.ts';
import { account } from './deploy/checks.ts';
import { destroy } from './deploy/destroy.ts';
import { readProject } from './deploy/project.ts';
import { run } from './deploy/run.ts';
import { Problem } from './root.ts';

const [stageName, ...options] = process.argv.slice(2);

async function ask(question: string): Promise<string> {
  if (options.includes('--yes')) return '';
  if (!process.stdin.isTTY)
    throw new Problem('Nobody is there to be asked. If you are sure: npm run destroy:staging -- --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(question);
  terminal.close();
  return answer;
}

await run(async () => {
  const project = await readProject(stageName);
  const isSure = async () => {
    const answer = await ask(`Type ${project.stack} to go on: `);
    return options.includes('--yes') || answer.trim() === project.stack;
  };
  return destroy(project, await account(project), { isSure, arc });
});
