import { Problem } from '../root.ts';
import type { Account } from './account.ts';
import type { Project } from './project.ts';
import type { Steps } from './deploy.ts';

/** Where plugin-infra has a stack say which of its tables stays when the stack goes. */
const logOutput = 'LogTable';

/** Asks, says what goes and what stays, and destroys. @returns whether it did */
export async function destroy(
  { app, stage, stack }: Project,
  account: Account,
  { isSure, arc }: Pick<Steps, 'arc'> & { isSure(): Promise<boolean> },
): Promise<boolean> {
  if (stage !== 'staging')
    throw new Problem('Only staging is destroyed by a command. docs/operate.md says how production is.');
  const found = await account.stack(stack);
  if (!found) throw new Problem(`There is no stack ${stack} in ${account.region}, so there is nothing to destroy.`);
  const log = found.outputs.get(logOutput);
  console.log(`This destroys ${stack} in ${account.region}: the functions, both APIs, the page's files, the logs, who is there, and
the stage's parameters, its secret among them. It also deletes the bucket that deployments are uploaded to, which
production uses too: its next deployment makes another one.`);
  console.log(
    log ? `The messages stay, in the DynamoDB table ${log}.` : 'The messages go too: no table of this stack is kept.',
  );
  if (!(await isSure())) throw new Problem('Nothing was destroyed.');
  const gone = await arc(account.region, ['destroy', '--app', app, '--force', '--now', '--no-timeout']);
  if (!gone) throw new Problem('Architect could not destroy it; what it said is above.');
  if (log) console.log(`Destroyed. To delete the messages too: aws dynamodb delete-table --table-name ${log}`);
  return true;
}
