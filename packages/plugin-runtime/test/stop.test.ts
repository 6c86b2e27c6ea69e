import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRunning, makeSampleProject, startSampleSandbox, until } from '../testing/sandbox.ts';

for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL'] as const) {
  test(`nothing is left after ${signal}, even if a handler never yields`, { timeout: 60_000 }, async (t) => {
    const project = makeSampleProject(t, {
      busy: `export const handler = async ({ queryStringParameters: { way } }) => {
        console.log('pid', process.pid, way);
        if (way === 'loop') for (;;);
        if (way === 'wait') await new Promise(() => {});
        return { statusCode: 200, body: '' };
      };`,
    });
    const sandbox = await startSampleSandbox(project);
    const started = () => [...sandbox.output().matchAll(/│ pid (\d+)/g)].map(([, pid]) => Number(pid));

    // These calls end with an error or without an answer.
    const cutOff = Promise.allSettled(['loop', 'wait'].map((way) => sandbox.get(`busy?way=${way}`)));
    await until(() => started().length === 2);
    assert.equal((await sandbox.get('busy?way=return')).status, 200);
    await until(() => started().length === 3);
    assert.ok(sandbox.helpers().some((args) => args.endsWith('/bootstrap')));

    await sandbox.stop(signal);
    await cutOff;
    await until(() => !started().some(isRunning) && sandbox.helpers().length === 0 && sandbox.files().length === 0);
  });
}
