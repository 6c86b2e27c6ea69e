import { isAccessible } from '../testing/axe.ts';
import { lowestContrast } from '../testing/contrast.ts';
import { expect, test } from '../testing/fixtures.ts';
import { fill } from '../testing/storage.ts';
import { words } from '../testing/words.ts';

test('axe finds no accessibility problem in the page', async ({ person, speaker, room }) => {
  const [ann, bob] = [await person(), await speaker()];
  await isAccessible(ann);

  await bob.says('A link, https://arc.codes, and something that is\nlong\nand\nlonger'.repeat(15));
  await ann.says('My own.');
  await bob.goesTo(`${room}-b`);
  await ann.goesTo(`${room}-b`);
  await ann.goesTo(room);
  await bob.says('Unread.');
  await expect(ann.room(`${room}-b`)).toContainText(words.isNew(1));
  await isAccessible(ann);

  const long = '語'.repeat(1_500);
  await ann.posts(long);
  await ann.seesFailed(long);
  await ann.losesNetwork();
  await ann.posts('Later.');
  await isAccessible(ann);
  await ann.page.context().setOffline(true);
  await expect(ann.status).toContainText(words.offline);
  await isAccessible(ann);
  await ann.page.context().setOffline(false);
  await ann.getsNetworkBack();
  await ann.sees('Later.');

  await ann.page.setViewportSize({ width: 390, height: 844 });
  await isAccessible(ann);
  for (const side of ['rooms', 'people'] as const) {
    await ann.looksAt(side);
    await isAccessible(ann);
    await ann.looksAway();
  }
});

test('names and avatars have a contrast of 4.5 or more in every hue of both themes', async ({ person }) => {
  const ann = await person();
  await ann.says('Hello.');
  for (const colorScheme of ['light', 'dark'] as const) {
    await ann.page.emulateMedia({ colorScheme });
    expect(await ann.page.evaluate(lowestContrast), colorScheme).toBeGreaterThanOrEqual(4.5);
  }
});

test('the page announces new messages of other people, but not the history or own messages', async ({
  person,
  speaker,
  room,
}) => {
  await fill(room, 120);
  const [ann, bob] = [await person(), await speaker('Bob')];
  await ann.message('Long ago 97').scrollIntoViewIfNeeded();
  await expect(ann.message('Long ago 73')).toBeAttached();
  await ann.says('My own.');
  await expect(ann.announced).toHaveText('');
  await bob.says('Hello.');
  await expect(ann.announced).toHaveText('Bob: Hello.');
  await ann.losesNetwork();
  for (const text of ['One.', 'Two.', 'Three.', 'Four.']) await bob.says(text);
  await ann.getsNetworkBack();
  await expect(ann.announced).toHaveText(words.newMessages(4));
});

test('the keyboard reaches the controls in the order of the page, and opens a room', async ({ person, room }) => {
  const ann = await person();
  await expect(ann.composer).toBeFocused();
  await ann.composer.press('Shift+Tab');
  await expect(ann.page.getByRole('log').getByRole('button')).toBeFocused();
  await ann.page.keyboard.press('Shift+Tab');
  await expect(ann.page.getByRole('log')).toBeFocused();
  await ann.page.keyboard.press('Shift+Tab');
  await expect(ann.privateRoomButton).toBeFocused();
  await ann.room('lobby').focus();
  await ann.page.keyboard.press('Enter');
  await expect(ann.roomTitle).toHaveText('lobby');
  await expect(ann.composer).toBeFocused();
  await expect(ann.room(room)).toBeVisible();
});

test('the exact time of a message shows under the pointer, and to the keyboard', async ({ person, speaker }) => {
  const [ann, bob] = [await person(), await speaker()];
  for (const text of ['One.', 'Two.']) await bob.says(text);
  await ann.says('Three.');
  await bob.says('Four.');
  await ann.sees('Four.');
  for (const text of ['One.', 'Two.', 'Three.']) {
    await ann.message(text).getByRole('time').hover();
    await ann.seesExactTimeOf(text);
  }
  await ann.composer.press('Shift+Tab');
  await expect(ann.message('Four.')).toBeFocused();
  await ann.seesExactTimeOf('Four.');
  await isAccessible(ann);
  for (const text of ['Three.', 'Two.']) {
    await ann.page.keyboard.press('ArrowUp');
    await ann.seesExactTimeOf(text);
  }
});

test('buttons are at least 24 pixels wide and high, and a screen of 320 by 256 shows composer and messages', async ({
  person,
}) => {
  const ann = await person();
  await ann.says('Hello.');
  await ann.page.setViewportSize({ width: 320, height: 256 });
  for (const button of await ann.page.getByRole('button').filter({ visible: true }).all()) {
    const { width = 0, height = 0 } = (await button.boundingBox()) ?? {};
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
  }
  await ann.composer.scrollIntoViewIfNeeded();
  await expect(ann.composer).toBeInViewport({ ratio: 1 });
  await ann.message('Hello.').scrollIntoViewIfNeeded();
  await expect(ann.message('Hello.')).toBeInViewport();
  expect(await ann.page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});

test('on a phone the rooms and the people are behind buttons, and the page fits the screen @everywhere', async ({
  anybody,
  speaker,
  room,
}) => {
  const [ann, bob] = [await anybody(), await speaker()];
  // A WebDriver types a long text for many seconds, so another person says it.
  for (const word of ['one', 'two', 'three']) await bob.says(`${word} `.repeat(100).trim());
  await ann.says('Four.');
  await ann.takesPhone();
  await ann.seesNewest();
  await ann.isCalled('Ann');
  await ann.goesTo(`${room}-b`);
  await ann.seesOnly();
});
