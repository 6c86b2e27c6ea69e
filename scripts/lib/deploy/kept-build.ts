import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtFrom } from '../build.ts';
import { Problem } from '../root.ts';
import { lockDeployments } from './lock.ts';
import type { Steps } from './deploy.ts';
import type { Project } from './project.ts';

const git = (folder: string, ...args: string[]) => spawnSync('git', args, { cwd: folder, encoding: 'utf8' });

/** The commit in the folder. @throws Problem if files differ from it: a commit is all that tells two builds apart */
function commitIn({ folder, stage }: Project): string {
  const changes = git(folder, 'status', '--porcelain');
  const head = git(folder, 'rev-parse', 'HEAD');
  if (changes.status === 0 && changes.stdout === '' && head.status === 0) return head.stdout.trim();
  throw new Problem(
    `--build and --built need a commit without changes. Commit, or deploy in one go: npm run deploy -- ${stage}`,
  );
}

/**
 * Builds now and without credentials, for a deployment with `--built`, later or on another machine.
 *
 * @returns true @throws Problem if the build fails, or if the user stops the command
 */
export async function keepBuild(project: Project, build: Steps['build'], stop: AbortSignal): Promise<boolean> {
  const commit = commitIn(project);
  using _ = lockDeployments(project.folder);
  const failure = await build(stop);
  if (stop.aborted) throw new Problem('Interrupted while building.');
  if (failure !== undefined) throw new Problem(`${failure}\nThe build failed.`);
  writeFileSync(join(project.folder, builtFrom), commit);
  console.log(`Built. To deploy this build, run: npm run deploy -- ${project.stage} --built`);
  return true;
}

/** @throws Problem unless `--build` has built this commit, and nothing was built since */
export function checkKept(project: Project): void {
  const commit = commitIn(project);
  const file = join(project.folder, builtFrom);
  if (existsSync(file) && readFileSync(file, 'utf8') === commit) return;
  throw new Problem(
    `There is no build of the commit ${commit.slice(0, 7)}. Run: npm run deploy -- ${project.stage} --build`,
  );
}
