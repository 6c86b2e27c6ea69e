import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { templateOf } from '@arc-chat/plugin-infra/testing/template';
import { environment, tool } from '../../scripts/lib/root.ts';
import { copyProject } from '../testing/project.ts';
import { startAws } from '../testing/deployed/aws.ts';
import { region, secret } from '../testing/deployed/stack.ts';

for (const [stage, flags] of [
  ['staging', []],
  ['production', ['--production']],
] as const) {
  test(
    `arc deploy --dry-run to ${stage} writes the template that the other tests read`,
    { timeout: 60_000 },
    async (t) => {
      const folder = await realpath(await mkdtemp(join(tmpdir(), 'arc-chat-deploy-')));
      t.after(() => rm(folder, { recursive: true }));
      const [cwd, temporary] = [join(folder, 'project'), join(folder, 'tmp')];
      await Promise.all([mkdir(cwd), mkdir(temporary)]);
      await copyProject(cwd);
      const before = await readdir(cwd, { recursive: true });
      const aws = await startAws(t, { parameters: [{ Name: `/arc-chat/${stage}/ARC_APP_SECRET`, Value: secret }] });

      const arc = spawn(tool('arc'), ['deploy', '--dry-run', '--no-hydrate', ...flags], {
        cwd,
        env: {
          PATH: environment.PATH,
          HOME: folder,
          TMPDIR: temporary,
          AWS_ENDPOINT_URL: `http://127.0.0.1:${aws.port}`,
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

      const { Description, ...written } = JSON.parse(await readFile(join(cwd, 'sam.json'), 'utf8'));
      assert.match(Description, /^Exported by architect\/package/);
      const inProcess = await templateOf({ cwd, stage, env: { ARC_APP_SECRET: secret } });
      assert.deepEqual(written, JSON.parse(JSON.stringify(inProcess)));
      assert.ok(
        Object.keys(written.Resources).some((id) => /^WebsocketDeployment[\da-f]{8}$/.test(id)),
        'plugin-infra has changed the template',
      );

      assert.deepEqual(
        (await readdir(cwd, { recursive: true })).filter((file) => !before.includes(file)),
        ['sam.json'],
      );
      // A pause file that Architect left here would stop the file watcher of every sandbox.
      assert.deepEqual(await readdir(temporary), []);
    },
  );
}
