import { spawnSync } from 'node:child_process';
import { Problem } from '../root.ts';
import { findRegion, getKeys, openAccount, reasonOf, type Account } from './account.ts';
import type { Project } from './project.ts';

/** What Architect declares. It uses the globs of Node 22. */
const oldestNode = 22;

/** As packages/aws/src/env.ts has it: with a shorter one the functions would not start. */
const secretCharacters = 32;

export function nodeProblem(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= oldestNode) return undefined;
  return `Node ${oldestNode} or newer is needed, this is ${version}. npm brings its own: npm run deploy -- staging`;
}

/** What is not in a commit could not be found again once it runs in production. A copy without git is its owner's business. */
export function treeProblem({ stage, folder }: Project): string | undefined {
  if (stage !== 'production') return undefined;
  const { status, stdout } = spawnSync('git', ['status', '--porcelain'], { cwd: folder, encoding: 'utf8' });
  if (status !== 0 || stdout.trim() === '') return undefined;
  return 'Production is deployed from a commit, and there are changes that are in none. Run: git commit --all';
}

export function secretProblem({ stage }: Project, secret: string | undefined): string | undefined {
  if (secret === undefined) return `ARC_APP_SECRET of ${stage} is missing. Run: npm run admin -- ${stage} secrets`;
  if (secret.length >= secretCharacters) return undefined;
  const command = `npm run admin -- ${stage} secrets --rotate`;
  return `ARC_APP_SECRET of ${stage} is shorter than ${secretCharacters} characters. Run: ${command}`;
}

/** A stack whose first deployment failed can only be deleted. */
export function stackProblem({ stack, stage }: Project, status: string | undefined): string | undefined {
  if (status !== 'ROLLBACK_COMPLETE') return undefined;
  const command = `aws cloudformation delete-stack --stack-name ${stack}`;
  return `The first deployment of ${stage} failed, and its empty stack is in the way. Run: ${command}`;
}

/** The account to work with; what is missing for it is added to the problems. */
async function findAccount({ region, profile }: Project, problems: string[]): Promise<Account | undefined> {
  // Architect's client reads ~/.aws/credentials by itself, and ~/.aws/config, where single sign-on is, only when told to.
  if (!process.env['AWS_ACCESS_KEY_ID']) process.env['AWS_SDK_LOAD_CONFIG'] ??= '1';
  const [keys, place] = await Promise.allSettled([
    openAccount({ profile, region: 'us-east-1' }),
    region ?? findRegion(profile),
  ]);
  if (keys.status === 'rejected') {
    problems.push(`No AWS credentials: ${reasonOf(keys.reason)}. Choose with AWS_PROFILE, or run: ${getKeys}`);
  }
  if (place.status === 'fulfilled') return openAccount({ profile, region: place.value }).catch(() => undefined);
  const isTold = keys.status === 'rejected' && reasonOf(keys.reason) === reasonOf(place.reason);
  if (!isTold) problems.push(`No AWS region: ${reasonOf(place.reason)}. Run: export AWS_REGION=us-east-1`);
  return undefined;
}

/** @throws Problem with a line for each thing that is missing, and the command that mends it */
export async function account(project: Project, problems: string[] = []): Promise<Account> {
  const found = await findAccount(project, problems);
  if (!found || problems.length > 0) throw new Problem(problems.join('\n'));
  return found;
}

/** Everything that can be seen before anything is changed. @throws Problem, as `account` does */
export async function preflight(project: Project): Promise<Account> {
  const local = [nodeProblem(process.versions.node), treeProblem(project)];
  const found = await account(
    project,
    local.filter((it) => it !== undefined),
  );
  const [secret, stack] = await Promise.all([found.parameter(project.secretName), found.stack(project.stack)]);
  const remote = [secretProblem(project, secret), stackProblem(project, stack?.status)];
  const problems = remote.filter((it) => it !== undefined);
  if (problems.length > 0) throw new Problem(problems.join('\n'));
  return found;
}
