import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/lib/root.ts';
import { mutations } from '../mutations/table.ts';

test('every mutation finds the code that it breaks, exactly once', () => {
  for (const { file, what, search } of mutations) {
    const times = readFileSync(join(root, file), 'utf8').split(search).length - 1;
    assert.equal(times, 1, `e2e/mutations/table.ts, "${what}": ${file} has this code ${times} times: ${search}`);
  }
});
