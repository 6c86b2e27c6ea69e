import { Problem } from '../root.ts';
import { lockDeployments } from './lock.ts';
import { account as open, busyProblem } from './preflight.ts';
import { unlessStopped } from './run-command.ts';
import type { Project } from './project.ts';
import type { Steps } from './deploy.ts';

/** The output in which plugin-infra puts the name of the table that outlives the stack. */
export const logOutput = 'LogTable';

/** Lists the parts that go and stay, asks, and destroys. @throws Problem if the user declines, or if Architect fails */
export async function destroy(
  project: Project,
  { isSure, arc }: Pick<Steps, 'arc'> & { isSure(): Promise<boolean> },
  stop: AbortSignal,
): Promise<boolean> {
  const { app, stage, stack, folder } = project;
  if (stage !== 'staging')
    throw new Problem('This command destroys only staging. For production, see docs/operate.md.');
  const again = 'npm run destroy -- staging';
  const { account, found } = await unlessStopped(
    stop,
    'Interrupted; nothing was destroyed. Run the command again.',
    find(project),
  );
  const busy = busyProblem(project, found.status, again);
  if (busy) throw new Problem(busy);
  const log = found.outputs.get(logOutput);
  console.log(`This destroys ${stack} in ${account.region}: the functions, both APIs, the page's files, the logs, the seats, and
the stage's parameters, its secret among them. It also deletes the bucket for deployments. Production uses the same
bucket, and its next deployment makes a new bucket.`);
  console.log(
    log
      ? `The messages stay, in the DynamoDB table ${log}.`
      : 'The messages are deleted too: no table of this stack is kept.',
  );
  if (!(await isSure())) throw new Problem('Nothing was destroyed.');
  using _ = lockDeployments(folder);
  const gone = await arc(account.region, ['destroy', '--app', app, '--force', '--now', '--no-timeout']);
  // Architect reports success after a Ctrl-C.
  if (stop.aborted) throw new Problem(`Interrupted while destroying; parts of ${stack} may be left. Run: ${again}`);
  if (!gone) throw new Problem(`Architect failed; its output is above. Parts of ${stack} may be left. Run: ${again}`);
  if (log) console.log(`Destroyed. To delete the messages too, run: aws dynamodb delete-table --table-name ${log}`);
  return true;
}

async function find(project: Project) {
  const account = await open(project);
  const found = await account.stack(project.stack);
  if (found) return { account, found };
  const { stack } = project;
  throw new Problem(`This account has no stack ${stack} in ${account.region}: there is nothing to destroy.`);
}
