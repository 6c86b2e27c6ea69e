import { Problem } from '../root.ts';
import type { Account } from './account.ts';
import type { Project } from './project.ts';
import type { Steps } from './deploy.ts';

/** The output in which plugin-infra puts the name of the table that outlives the stack. */
const logOutput = 'LogTable';

/** Lists the parts that go and stay, asks, and destroys. @throws Problem if the user declines, or if Architect fails */
export async function destroy(
  { app, stage, stack }: Project,
  account: Account,
  { isSure, arc }: Pick<Steps, 'arc'> & { isSure(): Promise<boolean> },
): Promise<boolean> {
  if (stage !== 'staging')
    throw new Problem('This command destroys only staging. For production, see docs/operate.md.');
  const found = await account.stack(stack);
  if (!found) throw new Problem(`There is no stack ${stack} in ${account.region}, so there is nothing to destroy.`);
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
  const gone = await arc(account.region, ['destroy', '--app', app, '--force', '--now', '--no-timeout']);
  if (!gone) throw new Problem('Architect could not destroy the stage; its output is above.');
  if (log) console.log(`Destroyed. To delete the messages too, run: aws dynamodb delete-table --table-name ${log}`);
  return true;
}
