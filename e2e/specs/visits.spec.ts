import { isAccessible } from '../testing/axe.ts';
import { expect, test } from '../testing/fixtures.ts';
import { words } from '../testing/words.ts';

test('visited rooms stay listed and connected, and show the number of unread messages, as a hidden page does', async ({
  person,
  speaker,
  room,
}) => {
  const [ann, bob] = [await person(), await speaker()];
  await ann.goesTo(`${room}-b`);
  await bob.says('One.');
  await bob.says('Two.');
  await expect(ann.room(room)).toContainText(words.isNew(2));
  await expect(ann.page).toHaveTitle(`(2) ${room}-b · arc-chat`);

  await ann.room(room).click();
  await ann.seesOnly('One.', 'Two.');
  await expect(ann.room(room)).not.toContainText(words.isNew(''));
  await expect(ann.page).toHaveTitle(`${room} · arc-chat`);

  await ann.looksElsewhere();
  for (const text of ['Three.', 'Four.']) await bob.says(text);
  await expect(ann.page).toHaveTitle(`(2) ${room} · arc-chat`);
  await ann.looksElsewhere(false);
  await expect(ann.page).toHaveTitle(`${room} · arc-chat`);

  await ann.reloads();
  await expect(ann.room(`${room}-b`)).toBeVisible();
});

test('at most five rooms are connected, and the one visited longest ago is disconnected', async ({
  person,
  speaker,
  room,
}) => {
  const [ann, bob] = [await person(), await speaker()];
  for (const name of 'bcdef') await ann.goesTo(`${room}-${name}`);
  await expect.poll(() => ann.countsSockets()).toBe(5);
  await bob.says('Nobody counts this.');
  await bob.goesTo(`${room}-b`);
  await bob.says('This is counted.');
  await expect(ann.room(`${room}-b`)).toContainText(words.isNew(1));
  await expect(ann.room(room)).not.toContainText(words.isNew(''));
  await ann.goesTo(room);
  await ann.seesOnly('Nobody counts this.');
  await expect.poll(() => ann.countsSockets()).toBe(5);
});

test('a new name applies to every open room', async ({ person, speaker, room }) => {
  const [ann, bob] = [await person(), await speaker('Bob')];
  await ann.goesTo(`${room}-b`);
  await ann.isCalled('Ann');
  await bob.seesPeople('Ann', 'Bob');
});

test('the link of a room can be copied, and an empty room has a button for that', async ({ person, room, origin }) => {
  const ann = await person();
  await ann.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => ann.page.evaluate(() => navigator.clipboard.readText());
  await ann.page.getByRole('button', { name: words.copyRoomLink }).click();
  await expect(ann.page.getByRole('log').getByRole('button', { name: words.copied })).toBeVisible();
  expect(await copied()).toBe(`${origin}/#${room}`);
  await ann.says('Hello.');
  await expect(ann.emptyRoom).toBeHidden();
  await ann.goesTo(`${room}-b`);
  await ann.page.getByRole('button', { name: words.copyLink }).click();
  await expect.poll(copied).toBe(`${origin}/#${room}-b`);
});

test('a small screen hides the rooms and the people behind one button each', async ({ person, room }) => {
  const ann = await person();
  await ann.page.setViewportSize({ width: 320, height: 640 });
  await expect(ann.nameField).toBeHidden();
  await ann.isCalled('Ann');
  await ann.goesTo(`${room}-b`);
  await expect(ann.page.getByLabel(words.anotherRoom)).toBeHidden();
  await ann.looksAt('rooms');
  await ann.room(room).click();
  await expect(ann.roomTitle).toHaveText(room);
  await ann.says('From a phone.');
  expect(await ann.page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});

test('a room is taken out of the list in every tab, and its socket is closed', async ({ person, room, watch }) => {
  const ann = await person();
  const other = `${room}-b`;
  await ann.goesTo(other);
  const second = watch(await ann.page.context().newPage());
  await second.opens(other);
  await expect(ann.leaveButton('lobby')).toHaveCount(0);

  await ann.forgets(room);
  await expect(ann.announced).toHaveText(words.hasLeft(room));
  for (const tab of [ann, second]) await expect(tab.room(room)).toHaveCount(0);
  await expect.poll(() => ann.countsSockets()).toBe(1);

  await ann.forgets(other);
  await expect(ann.roomTitle).toHaveText('lobby');
  await expect(ann.room(other)).toHaveCount(0);
  // The other tab shows this room, and keeps it until the person goes elsewhere.
  await expect(second.room(other)).toBeVisible();
  await second.room('lobby').click();
  await expect(second.room(other)).toHaveCount(0);
  await ann.reloads();
  await expect(ann.room('lobby')).toBeVisible();
  await expect(ann.room(other)).toHaveCount(0);
});

test('a room with unsent messages stays in the list, and says why', async ({ person, room }) => {
  const ann = await person();
  await ann.losesNetwork();
  await ann.posts('Not yet.');
  await ann.waitsToSend('Not yet.');
  await ann.forgets(room);
  await expect(ann.page.getByRole('alert')).toContainText(words.hasUnsent);
  await isAccessible(ann);
  await ann.getsNetworkBack();
  await ann.sees('Not yet.');
  await ann.forgets(room);
  await expect(ann.roomTitle).toHaveText('lobby');
});

test('a new person is asked for a name, and the first message goes out under it', async ({ person, speaker }) => {
  const [ann, bob] = [await person({ isNew: true }), await speaker()];
  await ann.posts('Hello.');
  await expect(ann.nameQuestion).toBeFocused();
  await isAccessible(ann);
  // Without an answer, the message waits in the composer.
  await ann.reloads();
  await expect(ann.composer).toHaveValue('Hello.');
  await ann.composer.press('Enter');
  await ann.answers('Ann');
  await bob.seesAuthor('Hello.', 'Ann');
  await bob.seesOnly('Hello.');
  await ann.reloads();
  await ann.says('It is me.');
  await expect(ann.nameQuestion).toHaveCount(0);
});

test('a new person who stays a guest is asked only once', async ({ person, room, watch }) => {
  const ann = await person({ isNew: true });
  await ann.posts('Hello.');
  await expect(ann.nameQuestion).toBeFocused();
  await ann.page.keyboard.press('Escape');
  await ann.sees('Hello.');
  await expect(ann.composer).toBeFocused();
  await ann.says('I stay a guest.');
  const second = watch(await ann.page.context().newPage());
  await second.opens(room, { isNew: true });
  await second.says('Here, too.');
});

test('a name that was chosen without a network survives a reload, and counts in every tab', async ({
  person,
  speaker,
  room,
  watch,
}) => {
  const [ann, bob] = [await person({ isNew: true }), await speaker()];
  const second = watch(await ann.page.context().newPage());
  await second.opens(room, { isNew: true });
  await second.losesNetwork();
  await second.posts('Half a');
  await ann.losesNetwork();
  await ann.posts('Hello.');
  await ann.answers('Ann');
  await ann.waitsToSend('Hello.');
  await ann.reloads();
  await ann.getsNetworkBack();
  await bob.seesAuthor('Hello.', 'Ann');
  await expect(second.nameQuestion).toHaveCount(0);
  await expect(second.composer).toHaveValue('Half a');
  await second.getsNetworkBack();
  await second.composer.press('Enter');
  await bob.seesAuthor('Half a', 'Ann');
});
