import { spawnSync } from 'node:child_process';
import { Problem } from '../root.ts';
import { findRegion, getKeys, openAccount, reasonOf, type Account } from './account.ts';
import type { Project } from './project.ts';

/** The oldest Node that Architect supports, because it uses the globs of Node 22. */
const oldestNode = 22;

/** The limit in packages/aws/src/env.ts: with a shorter secret the functions would not start. */
const secretCharacters = 32;

export function nodeProblem(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= oldestNode) return undefined;
  return `Node ${oldestNode} or newer is needed, this is ${version}. Use the project's Node: npm run deploy -- staging`;
}

/** Production is deployed from a commit, so that its code can be found again. A copy without git is not checked. */
export function treeProblem({ stage, folder }: Project): string | undefined {
  if (stage !== 'production') return undefined;
  const { status, stdout } = spawnSync('git', ['status', '--porcelain'], { cwd: folder, encoding: 'utf8' });
  if (status !== 0 || stdout.trim() === '') return undefined;
  return 'Production is deployed from a commit, and some changes are uncommitted. Run: git add --all && git commit';
}

export function secretProblem({ stage }: Project, secret: string | undefined): string | undefined {
  if (secret === undefined) return `ARC_APP_SECRET of ${stage} is missing. Run: npm run admin -- ${stage} secrets`;
  if (secret.length >= secretCharacters) return undefined;
  const command = `npm run admin -- ${stage} secrets --rotate`;
  return `ARC_APP_SECRET of ${stage} is shorter than ${secretCharacters} characters. Run: ${command}`;
}

/** After a failed first deployment, a stack can only be deleted. */
export function stackProblem({ stack, stage }: Project, status: string | undefined): string | undefined {
  if (status !== 'ROLLBACK_COMPLETE') return undefined;
  const command = `aws cloudformation delete-stack --stack-name ${stack}`;
  return `The first deployment of ${stage} failed and left an empty stack. To delete the stack, run: ${command}`;
}

/** Opens the account, or adds the missing settings to the problems. */
async function findAccount({ region, profile }: Project, problems: string[]): Promise<Account | undefined> {
  // Architect's client always reads ~/.aws/credentials. It reads ~/.aws/config, for single sign-on, only with this set.
  if (!process.env['AWS_ACCESS_KEY_ID']) process.env['AWS_SDK_LOAD_CONFIG'] ??= '1';
  const [keys, place] = await Promise.allSettled([
    openAccount({ profile, region: 'us-east-1' }),
    region ?? findRegion(profile),
  ]);
  if (keys.status === 'rejected') {
    problems.push(
      `No AWS credentials: ${reasonOf(keys.reason)}. Choose a profile with AWS_PROFILE, or run: ${getKeys}`,
    );
  }
  if (place.status === 'fulfilled') return openAccount({ profile, region: place.value }).catch(() => undefined);
  const isTold = keys.status === 'rejected' && reasonOf(keys.reason) === reasonOf(place.reason);
  if (!isTold) problems.push(`No AWS region: ${reasonOf(place.reason)}. Run: export AWS_REGION=us-east-1`);
  return undefined;
}

/** @throws Problem with a line for each missing setting, and the command that fixes it */
export async function account(project: Project, problems: string[] = []): Promise<Account> {
  const found = await findAccount(project, problems);
  if (!found || problems.length > 0) throw new Problem(problems.join('\n'));
  return found;
}

/** Makes all checks that are possible before the first change. @throws Problem, as `account` does */
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
