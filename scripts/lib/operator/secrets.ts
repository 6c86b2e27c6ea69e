import { newSecret } from '../local-data.ts';
import { Problem } from '../root.ts';
import { account, secretCharacters } from '../deploy/preflight.ts';
import { optionsIn } from '../deploy/run-command.ts';
import type { Account } from '../deploy/account.ts';
import type { Project } from '../deploy/project.ts';

/** The parameters in SSM. The functions seal with the current secret, and open with all three. */
const namesOf = ({ secretName }: Project) => ({
  current: secretName,
  next: `${secretName}_NEXT`,
  previous: `${secretName}_PREVIOUS`,
});

/** Not with `arc env`: it would print every secret of the app, and write them into prefs.arc. */
async function make({ stage, secretName }: Project, aws: Account): Promise<string> {
  if (await aws.storeParameter(secretName, newSecret(), false)) {
    return `ARC_APP_SECRET of ${stage} is stored in SSM as ${secretName}. To give it to the functions, run:`;
  }
  throw new Problem(
    `${stage} has an ARC_APP_SECRET already; nothing was changed. To replace it, run: npm run admin -- ${stage} secrets --rotate`,
  );
}

type Found<Method extends 'stack' | 'parameter'> = Awaited<ReturnType<Account[Method]>>;

/** Whether the functions have all secrets of SSM: they get them when they are deployed. */
function isDeployed(stack: Found<'stack'>, secrets: Found<'parameter'>[]): boolean {
  // Without functions, there is nobody to log out.
  if (!stack) return true;
  const isWhole = stack.status === 'CREATE_COMPLETE' || stack.status === 'UPDATE_COMPLETE';
  return isWhole && secrets.every((it) => it === undefined || it.changedAt < stack.changedAt);
}

/**
 * Replaces the secret in two steps, with a deployment after each: functions are deployed one after another, and all must
 * open the next secret before one of them seals with it. An interrupted step goes on after a deployment.
 */
async function rotate(project: Project, aws: Account): Promise<string> {
  const { stage, stack } = project;
  const { current, next, previous } = namesOf(project);
  const command = `npm run admin -- ${stage} secrets`;
  const [deployed, ...secrets] = await Promise.all([
    aws.stack(stack),
    ...[current, next, previous].map((name) => aws.parameter(name)),
  ]);
  if (!isDeployed(deployed, secrets)) {
    throw new Problem(
      `The functions of ${stage} do not have the newest secrets. Run: npm run deploy -- ${stage}, then run this again.`,
    );
  }
  const [secret, prepared] = secrets.map((it) => it?.value);
  if (secret === undefined) throw new Problem(`${stage} has no ARC_APP_SECRET yet. Run: ${command}`);
  // With a shorter one, no function starts: see packages/aws/src/env.ts.
  if (secret.length < secretCharacters) throw new Problem(`The secret is too short to keep. Run: ${command} --at-once`);
  if (prepared === undefined) {
    await aws.storeParameter(next, newSecret(), true);
    return `Step 1 of 2: the next secret is stored. After the deployment, run ${command} --rotate again. Now run:`;
  }
  if (prepared !== secret) {
    await aws.storeParameter(previous, secret, true);
    await aws.storeParameter(current, prepared, true);
  }
  await aws.removeParameter(next);
  return `Step 2 of 2: the next secret is the current one. Sessions from before still open. Blocks of networks end, and the
tags of rooms and networks fit the functions only after the deployment. Now run:`;
}

/** Replaces a secret that somebody may know: nothing from before opens any more. */
async function replace(project: Project, aws: Account): Promise<string> {
  const { current, next, previous } = namesOf(project);
  for (const name of [next, previous]) await aws.removeParameter(name);
  await aws.storeParameter(current, newSecret(), true);
  return `${project.stage} has a new secret, and nothing from before opens any more: everybody becomes a new guest. Now run:`;
}

async function forget(project: Project, aws: Account): Promise<string> {
  await aws.removeParameter(namesOf(project).previous);
  return `${project.stage} has no previous secret any more. Now run:`;
}

const steps = new Map([
  ['--rotate', rotate],
  ['--at-once', replace],
  ['--forget', forget],
]);

/** Makes the secret that encrypts a stage's sessions and tickets, or replaces it. */
export async function secrets(project: Project, args: string[]): Promise<void> {
  const [option, ...more] = optionsIn(args, ...steps.keys());
  if (more.length > 0) throw new Problem(`Give one option at a time: ${[...steps.keys()].join(', ')}.`);
  const step = steps.get(option ?? '') ?? make;
  console.log(`${await step(project, await account(project))}\nnpm run deploy -- ${project.stage}`);
}
