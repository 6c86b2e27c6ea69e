import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { environment, tool } from '../../../scripts/lib/root.ts';
import { copyProject } from '../project.ts';
import { region } from './stack.ts';

/** A copy of this project, as it is built. */
type Copy = {
  /** The copy's folder. */
  cwd: string;
  /** Architect's folder for temporary files. */
  temporary: string;
  /** Runs `arc deploy` in the copy, with AWS at a port of this machine. Fails if Architect does. */
  deploy(awsPort: number, ...flags: string[]): Promise<void>;
};

export async function makeCopy(t: TestContext): Promise<Copy> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'arc-chat-deploy-')));
  t.after(() => rm(folder, { recursive: true }));
  const [cwd, temporary] = [join(folder, 'project'), join(folder, 'tmp')];
  await Promise.all([mkdir(cwd), mkdir(temporary)]);
  await copyProject(cwd);

  async function deploy(awsPort: number, ...flags: string[]): Promise<void> {
    const arc = spawn(tool('arc'), ['deploy', '--no-hydrate', ...flags], {
      cwd,
      env: {
        PATH: environment.PATH,
        HOME: folder,
        TMPDIR: temporary,
        AWS_ENDPOINT_URL: `http://127.0.0.1:${awsPort}`,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: 'key',
        AWS_SECRET_ACCESS_KEY: 'not-a-secret',
        NO_UPDATE_NOTIFIER: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exit = once(arc, 'exit');
    const [out, err] = await Promise.all([text(arc.stdout), text(arc.stderr)]);
    assert.deepEqual(await exit, [0, null], out + err);
  }

  return { cwd, temporary, deploy };
}
