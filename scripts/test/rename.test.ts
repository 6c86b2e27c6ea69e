import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { environment, root } from '../root.ts';

const timeout = 120_000;
const { name }: { name: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

function run(cwd: string, command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env: environment, encoding: 'utf8' });
  return { ok: status === 0, output: `${stdout}${stderr}` };
}

/** A copy of what git knows, or would, with our packages to run on, in a repository of its own. */
function copyOf(t: TestContext): string {
  const copy = mkdtempSync(join(tmpdir(), 'arc-rename-'));
  t.after(() => rmSync(copy, { recursive: true, maxRetries: 5 }));
  const files = run(root, 'git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard').output.split('\0');
  for (const path of files.filter(Boolean)) cpSync(join(root, path), join(copy, path));
  mkdirSync(join(copy, 'node_modules'));
  for (const entry of readdirSync(join(root, 'node_modules'))) {
    if (entry !== `@${name}`) symlinkSync(join(root, 'node_modules', entry), join(copy, 'node_modules', entry));
  }
  run(copy, 'git', 'init', '--quiet');
  commit(copy);
  return copy;
}

function commit(copy: string): void {
  run(copy, 'git', 'add', '--all');
  const who = ['-c', 'user.name=x', '-c', 'user.email=x@x.example', '-c', 'commit.gpgsign=false'];
  const { ok, output } = run(copy, 'git', ...who, 'commit', '--quiet', '--no-verify', '--message', 'Start');
  assert.ok(ok, output);
}

/** As npm does it on the next install. */
function link(copy: string, scope: string): void {
  mkdirSync(join(copy, 'node_modules', scope));
  for (const folder of ['apps', 'packages']) {
    for (const it of readdirSync(join(copy, folder))) {
      symlinkSync(join(copy, folder, it), join(copy, 'node_modules', scope, it));
    }
  }
}

test('the app takes another name, everywhere', { timeout }, (t) => {
  const copy = copyOf(t);
  const renamed = run(copy, 'node', 'scripts/rename.ts', 'green-fields-2');
  assert.ok(renamed.ok, renamed.output);
  assert.equal(run(copy, 'git', 'grep', '-il', '-e', name, '-e', 'ArcChat', '--', ':!LICENSE').output, '');
  assert.match(readFileSync(join(copy, 'app.arc'), 'utf8'), /^@app\ngreen-fields-2\n/);
  link(copy, '@green-fields-2');
  for (const check of [
    ['tsc', '-p', '.'],
    ['prettier', '--check', '.'],
    ['node', '--test', 'packages/aws/test/session.test.ts', 'scripts/test/lockfile.test.ts'],
  ]) {
    const { ok, output } = run(copy, join(root, 'node_modules/.bin', check[0] ?? ''), ...check.slice(1));
    assert.ok(ok, `${check.join(' ')}\n${output}`);
  }
  const lock: { name: string; packages: object } = JSON.parse(readFileSync(join(copy, 'package-lock.json'), 'utf8'));
  assert.equal(lock.name, 'green-fields-2');
  assert.ok('node_modules/@green-fields-2/aws' in lock.packages);
  assert.ok(run(copy, 'npm', 'install', '--package-lock-only', '--offline', '--no-audit', '--no-fund').ok);
  assert.equal(JSON.stringify(JSON.parse(readFileSync(join(copy, 'package-lock.json'), 'utf8'))), JSON.stringify(lock));
  // And from there to another one.
  commit(copy);
  const again = run(copy, 'node', 'scripts/rename.ts', 'blue-sky');
  assert.ok(again.ok, again.output);
  assert.equal(
    run(copy, 'git', 'grep', '-il', '-e', 'green-fields', '-e', 'GreenFields', '--', ':!*rename*', ':!LICENSE').output,
    '',
  );
});

test('what cannot be a name, and what could not be undone, is refused', { timeout }, (t) => {
  const copy = copyOf(t);
  const refused = (to: string) => {
    const { ok, output } = run(copy, 'node', 'scripts/rename.ts', ...(to ? [to] : []));
    assert.ok(!ok);
    assert.equal(run(copy, 'git', 'status', '--porcelain').output, '');
    return output;
  };
  for (const to of ['', 'ab', 'My-App', 'my_app', '-app', 'my--app', 'app-', '3d-chat', 'x'.repeat(31), '../app']) {
    assert.match(refused(to), /cannot be a name/, to);
  }
  for (const to of ['room', 'ws-default', 'architect']) assert.match(refused(to), /means something already/, to);
  writeFileSync(join(copy, 'README.md'), 'Mine.');
  const dirty = run(copy, 'node', 'scripts/rename.ts', 'my-app');
  assert.match(dirty.output, /^There are changes that are in no commit/);
  rmSync(join(copy, '.git'), { recursive: true });
  assert.match(run(copy, 'node', 'scripts/rename.ts', 'my-app').output, /^Without git there is no way back/);
});
