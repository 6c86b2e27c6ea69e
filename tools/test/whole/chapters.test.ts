import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { root } from '../../../scripts/lib/root.ts';
import { readBook } from '../../tutorial/book.ts';
import { actsOf, checkTypes, compare, filesAt, perform } from '../../tutorial/perform.ts';
import { closeBrowser } from '../../tutorial/rig.ts';
import type { Act } from '../../tutorial/perform.ts';

const chapters = readBook();

/** The runs of an act: `1 heals, 2 fails`. */
const titleOf = ({ runs }: Act) =>
  runs.map(({ run: { number, kind, place } }) => `${number} ${kind} (line ${place.line})`).join(', ');

test('at the end of each chapter the app has no type error', async () => {
  await checkTypes(chapters, `types-${process.pid}`);
});

test('the app at the end has about as many lines as the map states', () => {
  const app = [...filesAt(chapters, chapters.length, true)].filter(([path]) =>
    /^(app\.arc|apps|packages|vite)/.test(path),
  );
  const lines = app.flatMap(([, text]) => text.split('\n')).filter((line) => line !== '').length;
  const map = readFileSync(join(root, 'docs/tutorial/README.md'), 'utf8');
  const [, stated = ''] = /has about ([\d,]+) lines/.exec(map) ?? [];
  assert.equal(Number(stated.replace(',', '')), Math.round(lines / 100) * 100);
});

// Each state of the app has its own sandbox. Two at once would take no less time: they keep both cores busy.
describe('every program of the tutorial prints just what the text says', () => {
  after(() => closeBrowser());

  for (const [i, act] of actsOf(chapters).entries()) {
    test(titleOf(act), { timeout: 300_000 }, async () => {
      for (const seen of await perform(act, `test-${process.pid}-${i}`)) compare(seen);
    });
  }
});
