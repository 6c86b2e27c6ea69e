import { expect, test } from '../testing/fixtures.ts';
import { fill } from '../testing/storage.ts';

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
