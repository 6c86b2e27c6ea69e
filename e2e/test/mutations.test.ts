import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/lib/root.ts';
import { mutations } from '../mutations/table.ts';

test('every mutation finds what it replaces, exactly once', () => {
  const lost = mutations.filter(
    ({ file, search }) => readFileSync(join(root, file), 'utf8').split(search).length !== 2,
  );
  assert.deepEqual(lost, []);
});
