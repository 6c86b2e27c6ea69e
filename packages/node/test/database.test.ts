import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDatabase, secretOf } from '../src/database.ts';

const modeOf = (path: string) => statSync(path).mode & 0o777;

test('a new folder and its secret are for their user alone, and the secret stays', (t) => {
  const parent = mkdtempSync(join(tmpdir(), 'arc-chat-data-'));
  t.after(() => rmSync(parent, { recursive: true }));
  const folder = join(parent, 'data');
  openDatabase(folder).close();
  const secret = secretOf(folder);
  assert.equal(modeOf(folder), 0o700);
  assert.equal(modeOf(join(folder, 'secret')), 0o600);
  assert.ok(secret.length >= 32);
  assert.equal(secretOf(folder), secret);
});
