import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { templateOf } from '@arc-chat/plugin-infra/testing/template';
import { makeCopy } from '../testing/deployed/arc.ts';
import { startAws } from '../testing/deployed/aws.ts';
import { secret } from '../testing/deployed/stack.ts';

for (const [stage, flags] of [
  ['staging', []],
  ['production', ['--production']],
] as const) {
  test(
    `arc deploy --dry-run to ${stage} writes the template that the other tests read`,
    { timeout: 60_000 },
    async (t) => {
      const { cwd, temporary, deploy } = await makeCopy(t);
      // Without what Node compiled: see NODE_COMPILE_CACHE in scripts/lib/root.ts.
      const files = async () => (await readdir(cwd, { recursive: true })).filter((it) => !it.includes('.cache'));
      const before = await files();
      const aws = await startAws(t, { parameters: [{ Name: `/arc-chat/${stage}/ARC_APP_SECRET`, Value: secret }] });
      await deploy(aws.port, '--dry-run', ...flags);

      const { Description, ...written } = JSON.parse(await readFile(join(cwd, 'sam.json'), 'utf8'));
      assert.match(Description, /^Exported by architect\/package/);
      const inProcess = await templateOf({ cwd, stage, env: { ARC_APP_SECRET: secret } });
      assert.deepEqual(written, JSON.parse(JSON.stringify(inProcess)));
      assert.ok(
        Object.keys(written.Resources).some((id) => /^WebsocketDeployment[\da-f]{8}$/.test(id)),
        'plugin-infra has changed the template',
      );

      assert.deepEqual(
        (await files()).filter((file) => !before.includes(file)),
        ['sam.json'],
      );
      // A pause file that Architect left here would stop the file watcher of every sandbox.
      assert.deepEqual(await readdir(temporary), []);
    },
  );
}
