// npm run deploy -- staging: checks, builds and deploys the app, and tests the deployed app.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './lib/build.ts';
import { arc } from './lib/deploy/arc.ts';
import { deploy } from './lib/deploy/deploy.ts';
import { readProject } from './lib/deploy/project.ts';
import { runCommand } from './lib/deploy/run-command.ts';
import { smoke } from './lib/deploy/smoke.ts';
import { root } from './lib/root.ts';

/** Builds from scratch, so that no outdated file is deployed. @returns the reason for a failure, or undefined */
async function buildAnew(): Promise<string | undefined> {
  rmSync(join(root, '.build'), { recursive: true, force: true });
  return build(undefined, '--force');
}

await runCommand(async () => deploy(await readProject(process.argv[2]), { build: buildAnew, arc, smoke }));
