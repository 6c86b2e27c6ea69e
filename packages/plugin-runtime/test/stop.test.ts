import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRunning, makeBusyProject, pidsIn, startSampleSandbox, until } from '../testing/sandbox.ts';

for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL'] as const) {
  test(`nothing is left after ${signal}, even if a handler never yields`, { timeout: 60_000 }, async (t) => {
    const project = makeBusyProject(t);
    const sandbox = await startSampleSandbox(project);
    const started = () => pidsIn(sandbox.output());

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
