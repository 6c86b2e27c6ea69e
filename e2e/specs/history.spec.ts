import { expect, test } from '../testing/fixtures.ts';
import { fill } from '../testing/storage.ts';

test('a room opens at its newest messages, and loads older ones when a person scrolls up', async ({ person, room }) => {
  const texts = await fill(room, 60);
  const ann = await person();
  await ann.seesOnly(...texts.slice(-24));
  await expect(ann.message('Long ago 60')).toBeInViewport();

  await ann.message('Long ago 37').scrollIntoViewIfNeeded();
  await ann.seesOnly(...texts.slice(-48));
  // The message stays in view while older ones load above it.
  await expect(ann.message('Long ago 37')).toBeInViewport();

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
