import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../scripts/lib/build.ts';
import { Problem } from '../../scripts/lib/root.ts';
import { runTool } from '../../scripts/lib/step.ts';
import { copyProject } from '../testing/project.ts';

const functions = ['get-index', 'post-ticket', 'ws-connect', 'ws-default', 'ws-disconnect'];

/** The functions that can be made to fail. For each, function/ has an entry point that wraps the app's handler. */
const fragile = ['ws-connect', 'ws-default'];

async function bundle(name: string, folder: string): Promise<void> {
  const entry = `e2e/chaos/function/${name}.ts`;
  const outDir = join(folder, '.build/apps', name);
  const { ok, output } = await runTool('vite', [
    'build',
    ...['--config', 'vite.lambda.ts', '--ssr', entry, '--outDir', outDir],
  ]);
  if (!ok) throw new Problem(`${output}\n${entry} could not be built.`);
}

/**
 * Builds the app and copies it into the folder, with the fragile functions in versions that can be made to fail.
 *
 * @throws Problem when the build fails
 */
export async function makeProject(folder: string, signal: AbortSignal): Promise<void> {
  const failure = await build(signal);
  if (failure !== undefined) throw new Problem(`${failure}\nThe build failed.`);
  await copyProject(folder);
  for (const name of functions) {
    const bundle = join('.build/apps', name, 'index.mjs');
    if (!existsSync(join(folder, bundle)))
      throw new Problem(`${bundle} is missing. Is another build running? Try again.`);
  }
  await Promise.all(fragile.map((name) => bundle(name, folder)));
  signal.throwIfAborted();
}
