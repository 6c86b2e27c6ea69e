// npm run admin -- staging VERB …: an operator's commands for a stage, or for `local`, the app of npm start.
import { readProject, type Project } from './lib/deploy/project.ts';
import { runCommand } from './lib/deploy/run-command.ts';
import { local, withChat } from './lib/operator/chat.ts';
import { chatVerbs } from './lib/operator/chat-verbs.ts';
import { restore } from './lib/operator/restore.ts';
import { secrets } from './lib/operator/secrets.ts';
import { Problem } from './lib/root.ts';
import { stopSignal } from './lib/signals.ts';

/** The verbs that use the account of a stage. */
const accountVerbs = new Map<string, (project: Project, args: string[]) => Promise<void>>([
  ['secrets', secrets],
  ['restore', restore],
]);

const [stage, name = '', ...args] = process.argv.slice(2);

async function run(): Promise<boolean> {
  const project = stage === local ? undefined : await readProject(stage, local);
  const [onChat, onAccount] = [chatVerbs.get(name), project && accountVerbs.get(name)];
  if (onChat) await withChat(project, onChat(args));
  else if (onAccount && project) await onAccount(project, args);
  else {
    const verbs = [...chatVerbs.keys(), ...(project ? accountVerbs.keys() : [])];
    throw new Problem(`Name a command: npm run admin -- ${stage} ${verbs.join('|')}`);
  }
  return true;
}

await runCommand(run, stopSignal(), 'Interrupted, perhaps halfway. Run the command again.');
