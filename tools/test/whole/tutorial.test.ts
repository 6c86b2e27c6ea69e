import { after, describe, test } from 'node:test';
import { readBook } from '../../tutorial/book.ts';
import { checkTypes, compare, perform, scenesOf } from '../../tutorial/perform.ts';
import { closeBrowser } from '../../tutorial/theatre.ts';
import type { Scene } from '../../tutorial/perform.ts';

const chapters = readBook();

/** The runs of a scene: `1 heals, 2 fails`. */
const titleOf = ({ runs }: Scene) =>
  runs.map(({ run: { number, kind, place } }) => `${number} ${kind} (line ${place.line})`).join(', ');

test('at the end of each chapter the app has no type error', async () => {
  await checkTypes(chapters, `types-${process.pid}`);
});

// Each state of the app has its own sandbox. They share no port and no folder.
describe('every program of the tutorial prints just what the text says', { concurrency: 2 }, () => {
  after(() => closeBrowser());

  // The longest first: the last state, where all programs run once more.
  const scenes = scenesOf(chapters).toSorted((a, b) => b.runs.length - a.runs.length);
  for (const [i, scene] of scenes.entries()) {
    test(titleOf(scene), { timeout: 300_000 }, async () => {
      for (const seen of await perform(scene, `test-${process.pid}-${i}`)) compare(seen);
    });
  }
});
