import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { toLogicalID } from '@architect/utils';
import { alterTexts } from '../../testing/alter.ts';
import { assertGreen, commit, copyOf, link, name, runIn } from '../../testing/copy.ts';
import { deadLinks } from '../../testing/links.ts';
import { deletePart, partsOf } from '../../testing/parts.ts';

const timeout = 600_000;

/** Two names other than the app's present one. */
const [first = '', second = ''] = ['green-fields-2', 'blue-sky', 'red-hill'].filter((it) => it !== name);

/** The files that still contain a name. */
const telling = (copy: string, of: string) =>
  runIn(copy, 'git', 'grep', '-il', '-e', of, '-e', toLogicalID(of), '--', ':!LICENSE').output;

test('an owned clone has the new name, has no tools of the reference, and works with other texts', { timeout }, (t) => {
  const copy = copyOf(t);
  const files = runIn(copy, 'git', 'ls-files').output;
  const kept = runIn(copy, 'node', 'scripts/own.ts', '--keep', first);
  assert.ok(kept.ok, kept.output);
  assert.equal(telling(copy, name), '');
  assert.equal(runIn(copy, 'git', 'ls-files').output, files, 'with --keep only the name changes');
  assert.equal(runIn(copy, 'git', 'ls-files', '--deleted').output, '');
  commit(copy);

  // Once more, under another name, and now without the tools.
  const owned = runIn(copy, 'node', 'scripts/own.ts', second);
  assert.ok(owned.ok, owned.output);
  assert.equal(telling(copy, first), '');
  assert.match(readFileSync(join(copy, 'app.arc'), 'utf8'), new RegExp(`^@app\n${second}\n`));
  assert.match(readFileSync(join(copy, 'README.md'), 'utf8'), new RegExp(`^# ${second}\n`));
  assert.equal(runIn(copy, 'git', 'grep', '-il', '-e', 'w tools', '-e', 'tools/').output, '.oxlintrc.json\n');
  assert.deepEqual(deadLinks(copy), []);
  const lock: { name: string; packages: object } = JSON.parse(readFileSync(join(copy, 'package-lock.json'), 'utf8'));
  assert.equal(lock.name, second);
  assert.ok(`node_modules/@${second}/chat` in lock.packages && !(`node_modules/@${second}/tools` in lock.packages));

  const parts = partsOf(copy);
  assert.ok(parts.length >= 5);

  link(copy);
  alterTexts(copy);
  assertGreen(
    copy,
    'oxlint --deny-warnings',
    'tsc -p .',
    // The tests of these packages take longest, and read no text. `npm run prove -w tools` runs them, too.
    'turbo run test build --output-logs=errors-only --filter=!./packages/{aws,chat,client,plugin-runtime,protocol} --filter=!./apps/server',
  );

  // Without all parts that may be deleted, no file and no dependency is left unused.
  for (const part of parts) deletePart(copy, part);
  assertGreen(copy, 'knip');
});

test('own refuses an impossible name, and a clone where git could not undo the changes', { timeout }, (t) => {
  const copy = copyOf(t);
  const refused = (to: string) => {
    const { ok, output } = runIn(copy, 'node', 'scripts/own.ts', ...(to ? [to] : []));
    assert.ok(!ok);
    return output;
  };
  const bad = ['', 'ab', 'Upper-Case', 'under_score', 'my app', 'my--app', 'app-', '3d-chat', 'x'.repeat(31), '../app'];
  for (const to of bad) assert.match(refused(to), /cannot be a name/, to);
  for (const option of ['-app', '--kepp']) assert.match(refused(option), /^Unknown option '-/, option);
  for (const to of ['room', 'ws-default', 'architect']) assert.match(refused(to), /is used already in/, to);
  assert.match(refused(name), /has this name already/);
  assert.equal(runIn(copy, 'git', 'status', '--porcelain').output, '');
  writeFileSync(join(copy, 'README.md'), 'Mine.');
  const dirty = runIn(copy, 'node', 'scripts/own.ts', first);
  assert.match(dirty.output, /^Uncommitted changes would mix/);
  rmSync(join(copy, '.git'), { recursive: true });
  assert.match(runIn(copy, 'node', 'scripts/own.ts', first).output, /^Git has no commit to go back to/);
});
