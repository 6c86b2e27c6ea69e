// npm run deploy -- staging: checks, builds and deploys the app, and tests the deployed app.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './lib/build.ts';
import { arc } from './lib/deploy/arc.ts';
import { deploy } from './lib/deploy/deploy.ts';
import { checkKept, keepBuild } from './lib/deploy/kept-build.ts';
import { readProject } from './lib/deploy/project.ts';
import { optionsIn, runCommand } from './lib/deploy/run-command.ts';
import { smoke } from './lib/deploy/smoke.ts';
import { root } from './lib/root.ts';
import { stopSignal } from './lib/signals.ts';

const [stageName, ...args] = process.argv.slice(2);
const stop = stopSignal();

/** Builds from scratch, so that no outdated file is deployed. @returns the reason for a failure, or undefined */
async function buildAnew(): Promise<string | undefined> {
  console.log('Building …');
  rmSync(join(root, '.build'), { recursive: true, force: true });
  return build(stop, '--force');
}

await runCommand(async () => {
  const project = await readProject(stageName);
  const options = optionsIn(args, '--build', '--built');
  if (options.has('--build')) return keepBuild(project, buildAnew, stop);
  if (options.has('--built')) checkKept(project);
  return deploy(project, { build: options.has('--built') ? async () => undefined : buildAnew, arc, smoke }, stop);
}, stop);
