import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { toLogicalID } from '@architect/utils';
import { check, commit, copyOf, link, name, run } from '../../testing/copy.ts';

const timeout = 600_000;

/** Names that this app does not have, whatever it is called by now. */
const [first = '', second = ''] = ['green-fields-2', 'blue-sky', 'red-hill'].filter((it) => it !== name);

test('the app takes another name, everywhere', { timeout }, (t) => {
  const copy = copyOf(t);
  const renamed = run(copy, 'node', 'scripts/rename.ts', first);
  assert.ok(renamed.ok, renamed.output);
  assert.equal(run(copy, 'git', 'grep', '-il', '-e', name, '-e', toLogicalID(name), '--', ':!LICENSE').output, '');
  assert.match(readFileSync(join(copy, 'app.arc'), 'utf8'), new RegExp(`^@app\n${first}\n`));
  link(copy, `@${first}`);
  check(
    copy,
    'tsc -p .',
    'prettier --check .',
    'node --test packages/aws/test/session.test.ts scripts/test/lockfile.test.ts',
  );
  const lock: { name: string; packages: object } = JSON.parse(readFileSync(join(copy, 'package-lock.json'), 'utf8'));
  assert.equal(lock.name, first);
  assert.ok(`node_modules/@${first}/aws` in lock.packages);
  assert.ok(run(copy, 'npm', 'install', '--package-lock-only', '--offline', '--no-audit', '--no-fund').ok);
  assert.equal(JSON.stringify(JSON.parse(readFileSync(join(copy, 'package-lock.json'), 'utf8'))), JSON.stringify(lock));
  // And from there to another one.
  commit(copy);
  const again = run(copy, 'node', 'scripts/rename.ts', second);
  assert.ok(again.ok, again.output);
  assert.equal(
    run(copy, 'git', 'grep', '-il', '-e', first, '-e', toLogicalID(first), '--', ':!*rename*', ':!LICENSE').output,
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
  for (const to of [
    '',
    'ab',
    'Upper-Case',
    'under_score',
    '-app',
    'my--app',
    'app-',
    '3d-chat',
    'x'.repeat(31),
    '../app',
  ]) {
    assert.match(refused(to), /cannot be a name/, to);
  }
  for (const to of ['room', 'ws-default', 'architect']) assert.match(refused(to), /means something already/, to);
  assert.match(refused(name), /its name already/);
  writeFileSync(join(copy, 'README.md'), 'Mine.');
  const dirty = run(copy, 'node', 'scripts/rename.ts', first);
  assert.match(dirty.output, /^There are changes that are in no commit/);
  rmSync(join(copy, '.git'), { recursive: true });
  assert.match(run(copy, 'node', 'scripts/rename.ts', first).output, /^Without git there is no way back/);
});
