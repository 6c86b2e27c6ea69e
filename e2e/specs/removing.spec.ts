import { isAccessible } from '../testing/axe.ts';
import { expect, test } from '../testing/fixtures.ts';
import { Client } from '../testing/socket.ts';
import { newId, textsIn } from '../testing/storage.ts';
import { words } from '../testing/words.ts';

test('a removed message leaves a place without its text for everybody, and its text is nowhere any more', async ({
  person,
  room,
}) => {
  const [ann, bob] = [await person(), await person()];
  await ann.says('My password.');
  await bob.says('Oh.');
  await bob.sees('My password.');
  await ann.sees('Oh.');
  await ann.removes('My password.');
  await expect(ann.announced).toHaveText(words.messageRemoved);
  await expect(bob.announced).toHaveText(words.otherRemoved);
  for (const who of [ann, bob]) {
    await who.seesOnly(words.removed, 'Oh.');
    expect(await who.page.content()).not.toContain('My password.');
  }
  await expect(ann.fateOf(words.removed), 'the removal is in the log').toHaveCount(0);
  expect(await textsIn(room)).toEqual(['', 'Oh.', '']);
  await bob.reloads();
  await bob.seesOnly(words.removed, 'Oh.');
});

test('a removal is not unread', async ({ person, speaker, room }) => {
  const [ann, bob] = [await speaker(), await person()];
  await ann.says('A typo.');
  await bob.goesTo(`${room}-b`);
  await ann.removes('A typo.');
  await ann.says('Better.');
  await expect(bob.room(room)).toContainText(words.isNew(1));
});

test('a message is removed without a network: at once, and later for everybody, after a reload and in every tab', async ({
  person,
  speaker,
  room,
}) => {
  const [ann, bob] = [await person(), await speaker()];
  await ann.says('By mistake.');
  await ann.says('On purpose.');
  const second = await ann.opensTab(room);
  await second.sees('By mistake.');
  for (const tab of [ann, second]) await tab.losesNetwork();
  await ann.removes('By mistake.');
  await expect(ann.status).toContainText(words.unsent(1));
  await ann.reloads();
  await ann.getsNetworkBack();
  for (const who of [bob, ann]) await who.seesOnly(words.removed, 'On purpose.');
  await second.getsNetworkBack();
  await second.seesOnly(words.removed, 'On purpose.');
});

test('a message that is discarded after it was sent is removed', async ({ person, speaker }) => {
  const [ann, bob] = [await person(), await speaker()];
  let isDeaf = false;
  await ann.isBehind((_, to) => to === 'server' || !isDeaf);
  isDeaf = true;
  await ann.posts('Too late?');
  await bob.sees('Too late?');
  await ann.choice('Too late?', 'discard').click();
  await ann.seesOnly();
  isDeaf = false;
  await ann.reloads();
  for (const who of [ann, bob]) await who.seesOnly(words.removed);
});

test('nobody removes what somebody else said', async ({ origin, person, speaker, room }) => {
  const [ann, bob] = [await person(), await speaker()];
  await ann.says('Mine.');
  await bob.says('Yours.');
  await ann.sees('Yours.');
  await expect(ann.message('Mine.').getByRole('button')).toHaveCount(1);
  await expect(ann.message('Yours.').getByRole('button')).toHaveCount(0);
  const client = await Client.enter(origin, room);
  await client.asks({ type: 'hello', room }, { type: 'welcome', seq: 2 });
  const { log } = Object(client.heard.find((it) => Object(it).type === 'welcome'));
  await client.asks(
    { type: 'remove', room, id: newId(), seq: 1, log, after: 2 },
    { type: 'refused', of: 'remove', code: 'not-yours' },
  );
  await client.close();
  for (const who of [ann, bob]) await who.seesOnly('Mine.', 'Yours.');
});

test('the keyboard and a screen reader copy and remove a message', async ({ person }) => {
  const ann = await person();
  await ann.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  for (const text of ['One.', 'Two.', 'Three.']) await ann.says(text);
  await ann.composer.press('Shift+Tab');
  await expect(ann.menuButton('Three.')).toBeFocused();
  await ann.page.keyboard.press('ArrowUp');
  await expect(ann.menuButton('Two.')).toBeFocused();
  await ann.page.keyboard.press('Enter');
  await isAccessible(ann);
  await ann.page.keyboard.press('Tab');
  await ann.page.keyboard.press('Enter');
  await expect(ann.announced).toHaveText(words.copied);
  expect(await ann.page.evaluate(() => navigator.clipboard.readText())).toBe('Two.');
  await ann.page.keyboard.press('Tab');
  await ann.page.keyboard.press('Enter');
  await ann.seesOnly('One.', words.removed, 'Three.');
  await expect(ann.composer).toBeFocused();
});

test('a long press on an own message opens its menu', async ({ person }) => {
  const ann = await person();
  await ann.says('Press me.');
  const finger = await ann.page.context().newCDPSession(ann.page);
  const { x = 0, y = 0 } = (await ann.message('Press me.').getByRole('paragraph').boundingBox()) ?? {};
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: x + 20, y: y + 10 }] });
  // The time of the press is what is tested.
  await ann.page.waitForTimeout(600);
  await expect(ann.menu).toBeHidden();
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect(ann.menu).toBeVisible();
});
