import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../../scripts/lib/root.ts';
import { coreLines } from '../../count.ts';
import { inKilobytes, weightOf } from '../../size.ts';

test('the page loads at first as much as README says, and no more than it may', () => {
  const [script, style] = [weightOf('index.mjs'), weightOf('index.css')];
  assert.ok(script <= 13_500, `${script}`);
  assert.ok(style <= 5_000, `${style}`);
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  assert.ok(readme.includes(`${inKilobytes(script)} of JavaScript and ${inKilobytes(style)} of CSS`));
});

test('the core has as many lines as README says', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [, stated = ''] = /has ([\d,]+) lines/.exec(readme) ?? [];
  assert.equal(Number(stated.replace(',', '')), Math.round(coreLines() / 100) * 100);
});
