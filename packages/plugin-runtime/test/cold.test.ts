import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { answering, makeSampleProject, startSampleSandbox, type SampleSandbox } from '../testing/sandbox.ts';

const timeout = 60_000;
const calls = answering('[calls, process.env.AWS_LAMBDA_FUNCTION_NAME]');

async function assertCold(sandbox: SampleSandbox, reason: RegExp) {
  assert.deepEqual(await sandbox.getJson('count'), [1, '@http get /count']);
  assert.deepEqual(await sandbox.getJson('count'), [1, '@http get /count']);
  const lines = sandbox.output().match(/^warm-node24: .*$/gm);
  assert.equal(lines?.length, 1, 'one line gives the reason');
  assert.match(lines[0], reason);
  assert.deepEqual(sandbox.helpers(), []);
}

test('functions run cold with ARC_COLD=1', { timeout }, async (t) => {
  const sandbox = await startSampleSandbox(makeSampleProject(t, { count: calls }), { ARC_COLD: '1' });
  await assertCold(sandbox, /functions run cold, because ARC_COLD=1 is set$/);
});

test('functions run cold if a shell would misread the path of the temporary folder', { timeout }, async (t) => {
  const project = makeSampleProject(t, { count: calls });
  const TMPDIR = join(project.root, 'a space');
  mkdirSync(TMPDIR);
  await assertCold(
    await startSampleSandbox(project, { TMPDIR }),
    /functions run cold, because a shell would misread the path /,
  );
});

test('functions run cold on a system without FIFOs', { timeout }, async (t) => {
  const project = makeSampleProject(t, { count: calls });
  const PATH = join(project.root, 'bin');
  mkdirSync(PATH);
  symlinkSync(process.execPath, join(PATH, 'node'));
  // The sandbox needs `ps` to end a function.
  symlinkSync(execFileSync('which', ['ps'], { encoding: 'utf8' }).trim(), join(PATH, 'ps'));
  await assertCold(await startSampleSandbox(project, { PATH }), /functions run cold, because no FIFO/);
});

test('functions run warm even if a shell would misread the path of the project', { timeout }, async (t) => {
  const project = makeSampleProject(t, { count: calls }, { folder: `it's a $HOME & (copy)` });
  const sandbox = await startSampleSandbox(project);
  assert.deepEqual(await sandbox.getJson('count'), [1, '@http get /count']);
  assert.deepEqual(await sandbox.getJson('count'), [2, '@http get /count']);
});
