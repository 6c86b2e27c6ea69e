import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../../scripts/lib/root.ts';
import { coreLines } from '../../count.ts';
import { inKilobytes, weightOf } from '../../size.ts';

test('the first load of the page has the size that README states, and stays within its limit', () => {
  const [script, style] = [weightOf('index.mjs'), weightOf('index.css')];
  assert.ok(script <= 13_500, `${script}`);
  assert.ok(style <= 5_000, `${style}`);
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  assert.ok(readme.includes(`${inKilobytes(script)} of JavaScript and ${inKilobytes(style)} of CSS`));
});

test('the core has the number of lines that README states', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [, stated = ''] = /has ([\d,]+) lines/.exec(readme) ?? [];
  assert.equal(Number(stated.replace(',', '')), Math.round(coreLines() / 100) * 100);
});
