import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { environmentIn, makeHome, takeUnanswered } from '../src/home.ts';
import { startManager } from '../src/manager-process.ts';
import {
  answering,
  isRunning,
  makeBusyProject,
  makeSampleProject,
  managerIn,
  pidsIn,
  startSampleSandbox,
  until,
} from '../testing/sandbox.ts';

const timeout = 60_000;

test('a new manager replaces a killed one, whose calls fail at once and whose workers end', { timeout }, async (t) => {
  const project = makeBusyProject(t);
  const sandbox = await startSampleSandbox(project);
  const started = () => pidsIn(sandbox.output());

  const cutOff = Promise.all(['loop', 'wait'].map((way) => sandbox.get(`busy?way=${way}`)));
  await until(() => started().length === 2);
  process.kill(sandbox.manager(), 'SIGKILL');
  for (const { status, body } of await cutOff) {
    assert.equal(status, 500);
    assert.match(body, /the process that manages the functions ended/);
  }
  await until(() => !started().some(isRunning));
  assert.equal((await sandbox.get('busy?way=return')).status, 200);

  // Now the manager ends before it has read a call.
  await until(() => sandbox.files().length === 3);
  process.kill(sandbox.manager(), 'SIGSTOP');
  const unread = sandbox.get('busy?way=return');
  await until(() => sandbox.files().length === 4);
  process.kill(sandbox.manager(), 'SIGKILL');
  const { status, body } = await unread;
  // The new manager gets the call if its bootstrap was slow to write it.
  assert.ok(status === 200 || body.includes('the process that manages the functions ended'), body);
  assert.equal((await sandbox.get('busy?way=return')).status, 200);

  assert.equal(sandbox.output().match(/^warm-node24: .* ended \(SIGKILL\)/gm)?.length, 2);
  assert.doesNotMatch(sandbox.output(), /the function's process ended/);
  await until(() => sandbox.files().length === 3);
});

test('a manager that cannot start again ends the sandbox', { timeout }, async (t) => {
  const project = makeSampleProject(t, { hello: answering('"hello"') });
  const preload = join(project.root, 'preload.cjs');
  writeFileSync(preload, '');
  const sandbox = await startSampleSandbox(project, { NODE_OPTIONS: `--require=${preload}` });
  assert.equal(await sandbox.getJson('hello'), 'hello');
  writeFileSync(preload, 'process.exit(9)');
  process.kill(sandbox.manager(), 'SIGKILL');
  assert.equal(await sandbox.exitCode, 1);
  assert.match(sandbox.output(), /warm-node24: the process that manages the functions does not start/);
  await until(() => sandbox.helpers().length === 0 && sandbox.files().length === 0);
});

test('a stop while the manager is started again leaves no process', { timeout }, async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'plugin-runtime-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const isNewOneThere of [false, true]) {
    const manager = await startManager(join(root, 'home'), []);
    const first = managerIn(root);
    assert.ok(first);
    process.kill(first, 'SIGKILL');
    if (isNewOneThere) await until(() => ![undefined, first].includes(managerIn(root)));
    await manager.stop();
    assert.equal(managerIn(root), undefined);
  }
});

test('the open calls are found, however a shell writes an environment', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'plugin-runtime-'));
  t.after(() => rmSync(root, { recursive: true }));
  const home = join(root, 'home');
  makeHome(home);
  const url = 'http://localhost:1/some-id';
  for (const [pid, quoted] of [`'${url}'`, `"${url}"`, url].entries()) {
    writeFileSync(environmentIn(home, pid), `export AAA='1'\nexport AWS_LAMBDA_RUNTIME_API=${quoted}\nexport B='2'\n`);
  }
  assert.deepEqual(takeUnanswered(home), [url, url, url]);
  assert.deepEqual(takeUnanswered(home), []);
});
