import { expect, test } from '../testing/fixtures.ts';
import { fill, wipe } from '../testing/storage.ts';
import { words } from '../testing/words.ts';

test('a room opens at its newest messages, and older ones load above while the visible ones do not move', async ({
  person,
  room,
}) => {
  const texts = await fill(room, 60);
  const ann = await person();
  await ann.seesOnly(...texts.slice(-24));
  await expect(ann.message('Long ago 60')).toBeInViewport();

  const first = ann.message('Long ago 37');
  await first.scrollIntoViewIfNeeded();
  const before = await first.boundingBox();
  await ann.seesOnly(...texts.slice(-48));
  await expect(first).toBeInViewport();
  expect(Math.abs(((await first.boundingBox())?.y ?? 0) - (before?.y ?? 0))).toBeLessThanOrEqual(1);

  await ann.message('Long ago 13').scrollIntoViewIfNeeded();
  await ann.seesOnly(...texts);
  await expect(ann.message('Long ago 13')).toBeInViewport();
});

test('a new message moves the list only for a reader who is at its end', async ({ person, room }) => {
  await fill(room, 24);
  const [ann, bob] = [await person(), await person()];
  await expect(bob.message('Long ago 24')).toBeInViewport();
  await ann.message('Long ago 3').scrollIntoViewIfNeeded();
  await bob.says('News.');
  await ann.sees('News.');
  await expect(ann.message('Long ago 3')).toBeInViewport();
  await expect(ann.message('News.')).not.toBeInViewport();
  await expect(bob.message('News.')).toBeInViewport();
});

test('a person who comes back to many new messages begins at the first of them @sandbox', async ({ person, room }) => {
  await fill(room, 10);
  const ann = await person();
  await ann.sees('Long ago 10');
  await ann.goesAway();
  await fill(room, 50);
  await ann.comesBackTo(room);
  await expect(ann.firstNew).toContainText('Long ago 11');
  await expect(ann.firstNew).toBeInViewport();
  await expect(ann.message('Long ago 60')).not.toBeInViewport();
  await expect(ann.newest).toHaveText(words.isNew(50));
  await ann.newest.click();
  await expect(ann.message('Long ago 60')).toBeInViewport();

  // Rows of another history say nothing about what was read.
  await ann.goesAway();
  await wipe(room);
  await fill(room, 70);
  await ann.comesBackTo(room);
  await expect(ann.message('Long ago 70')).toBeInViewport();
  await expect(ann.newLine).toHaveCount(0);
});
