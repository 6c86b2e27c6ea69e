import { expect, test } from '../testing/fixtures.ts';
import { fill } from '../testing/storage.ts';

test('a room opens at its newest messages, and loads older ones when a person scrolls up', async ({ person, room }) => {
  const texts = await fill(room, 120);
  const ann = await person();
  await ann.seesOnly(...texts.slice(-50));
  await expect(ann.message('Long ago 120')).toBeInViewport();

  await ann.message('Long ago 71').scrollIntoViewIfNeeded();
  await ann.seesOnly(...texts.slice(-100));
  // The message stays in view while older ones load above it.
  await expect(ann.message('Long ago 71')).toBeInViewport();

  await ann.message('Long ago 21').scrollIntoViewIfNeeded();
  await ann.seesOnly(...texts);
  await expect(ann.message('Long ago 21')).toBeInViewport();
});

test('a new message moves the list only for a reader who is at its end', async ({ person, room }) => {
  await fill(room, 50);
  const [ann, bob] = [await person(), await person()];
  await expect(bob.message('Long ago 50')).toBeInViewport();
  await ann.message('Long ago 10').scrollIntoViewIfNeeded();
  await bob.says('News.');
  await ann.sees('News.');
  await expect(ann.message('Long ago 10')).toBeInViewport();
  await expect(ann.message('News.')).not.toBeInViewport();
  await expect(bob.message('News.')).toBeInViewport();
});
