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
  assert.equal(lines?.length, 1, 'one line says why');
  assert.match(lines[0], reason);
  assert.deepEqual(sandbox.helpers(), []);
}

test('ARC_COLD=1 runs functions as the sandbox does', { timeout }, async (t) => {
  const sandbox = await startSampleSandbox(makeSampleProject(t, { count: calls }), { ARC_COLD: '1' });
  await assertCold(sandbox, /functions run cold, ARC_COLD=1$/);
});

test('a temporary folder that a shell would not understand', { timeout }, async (t) => {
  const project = makeSampleProject(t, { count: calls });
  const TMPDIR = join(project.root, 'a space');
  mkdirSync(TMPDIR);
  await assertCold(await startSampleSandbox(project, { TMPDIR }), /functions run cold, .* means something to a shell$/);
});

test('a system without FIFOs', { timeout }, async (t) => {
  const project = makeSampleProject(t, { count: calls });
  const PATH = join(project.root, 'bin');
  mkdirSync(PATH);
  symlinkSync(process.execPath, join(PATH, 'node'));
  // With which the sandbox ends a function.
  symlinkSync(execFileSync('which', ['ps'], { encoding: 'utf8' }).trim(), join(PATH, 'ps'));
  await assertCold(await startSampleSandbox(project, { PATH }), /functions run cold, no FIFO/);
});

test('a project folder that a shell would not understand is no reason', { timeout }, async (t) => {
  const project = makeSampleProject(t, { count: calls }, { folder: `it's a $HOME & (copy)` });
  const sandbox = await startSampleSandbox(project);
  assert.deepEqual(await sandbox.getJson('count'), [1, '@http get /count']);
  assert.deepEqual(await sandbox.getJson('count'), [2, '@http get /count']);
});
