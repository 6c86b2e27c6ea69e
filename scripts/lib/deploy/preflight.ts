import { spawnSync } from 'node:child_process';
import { Problem } from '../root.ts';
import { findRegion, openAccount, type Account } from './account.ts';
import { credentialsProblem, regionProblem } from './aws-error.ts';
import type { Project } from './project.ts';

/** The oldest Node that Architect supports, because it uses the globs of Node 22. */
const oldestNode = 22;

/** The limit in packages/aws/src/env.ts: with a shorter secret the functions would not start. */
export const secretCharacters = 32;

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

/** A missing secret may also mean that these are the keys of another account. */
export function secretProblem({ stage }: Project, region: string, secret: string | undefined): string | undefined {
  const command = `npm run admin -- ${stage} secrets`;
  if (secret === undefined) {
    return `This account has no ARC_APP_SECRET of ${stage} in ${region}. If account and region are right, run: ${command}`;
  }
  if (secret.length >= secretCharacters) return undefined;
  return `ARC_APP_SECRET of ${stage} is shorter than ${secretCharacters} characters. Run: ${command} --at-once`;
}

/**
 * In these statuses a stack refuses a deployment until somebody runs a command of CloudFormation.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
const remedies: Record<string, { fault: string; verb: string }> = {
  REVIEW_IN_PROGRESS: { fault: 'is empty: a change set was made and never executed', verb: 'delete-stack' },
  CREATE_FAILED: { fault: 'was never made: its first deployment failed', verb: 'delete-stack' },
  ROLLBACK_COMPLETE: { fault: 'was never made: its first deployment failed', verb: 'delete-stack' },
  ROLLBACK_FAILED: { fault: 'was never made: its first deployment failed', verb: 'delete-stack' },
  DELETE_FAILED: { fault: 'could not be deleted completely; its events say why', verb: 'delete-stack' },
  UPDATE_ROLLBACK_FAILED: {
    fault: 'failed to update and to go back; its events say why',
    verb: 'continue-update-rollback',
  },
};

/** While CloudFormation works on a stack, it refuses every other change. @param command the one to run afterwards */
export function busyProblem({ stack }: Project, status: string | undefined, command: string): string | undefined {
  if (!status?.endsWith('_IN_PROGRESS') || status in remedies) return undefined;
  return `CloudFormation is at work on ${stack} (${status}). Wait until it has ended, then run: ${command}`;
}

/** @returns the reason why a stack in this status cannot be deployed, with what to do; undefined if it can be */
export function stackProblem(project: Project, status: string | undefined): string | undefined {
  const { stack, stage } = project;
  const again = `npm run deploy -- ${stage}`;
  const remedy = remedies[status ?? ''];
  if (!remedy) return busyProblem(project, status, again);
  const command = `aws cloudformation ${remedy.verb} --stack-name ${stack}`;
  return `The stack ${stack} ${remedy.fault}. Run: ${command}, wait until it has ended, then run: ${again}`;
}

/** Drops the lines that Architect's client prints before it throws. */
async function withoutNoise<T>(work: () => Promise<T>): Promise<T> {
  const { error } = console;
  console.error = (...said) => String(said[0]).startsWith('Failed to load credentials via') || error(...said);
  try {
    return await work();
  } finally {
    console.error = error;
  }
}

/** Opens the account, or adds the missing settings to the problems. */
async function findAccount({ region, profile }: Project, problems: string[]): Promise<Account | undefined> {
  // Architect's client always reads ~/.aws/credentials. It reads ~/.aws/config, for single sign-on, only with this set.
  if (!process.env['AWS_ACCESS_KEY_ID']) process.env['AWS_SDK_LOAD_CONFIG'] ??= '1';
  // One after the other: two clients that read the same file at the same moment break each other's cache.
  const [keys] = await Promise.allSettled([openAccount({ profile, region: 'us-east-1' })]);
  const [place] = await Promise.allSettled([region ?? findRegion(profile)]);
  const lines = [
    ...(keys.status === 'rejected' ? [credentialsProblem(keys.reason, profile)] : []),
    ...(place.status === 'rejected' ? [regionProblem(place.reason)] : []),
  ];
  problems.push(...new Set(lines));
  return place.status === 'fulfilled' && lines.length === 0 ? openAccount({ profile, region: place.value }) : undefined;
}

/** @throws Problem with a line for each missing setting, and the command that fixes it */
export async function account(project: Project, problems: string[] = []): Promise<Account> {
  const found = await withoutNoise(() => findAccount(project, problems));
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
  const remote = [secretProblem(project, found.region, secret?.value), stackProblem(project, stack?.status)];
  const problems = remote.filter((it) => it !== undefined);
  if (problems.length > 0) throw new Problem(problems.join('\n'));
  return found;
}
