import { expect, test } from '../testing/fixtures.ts';
import { words } from '../testing/words.ts';

test('visited rooms stay listed and connected, and show the number of unread messages', async ({ person, room }) => {
  const [ann, bob] = [await person(), await person()];
  await ann.goesTo(`${room}-b`);
  await bob.says('One.');
  await bob.says('Two.');
  await expect(ann.room(room)).toContainText(words.isNew(2));
  await expect(ann.page).toHaveTitle(`(2) ${room}-b · arc-chat`);

  await ann.room(room).click();
  await ann.seesOnly('One.', 'Two.');
  await expect(ann.room(room)).not.toContainText(words.isNew(''));
  await expect(ann.page).toHaveTitle(`${room} · arc-chat`);

  await ann.reloads();
  await expect(ann.room(`${room}-b`)).toBeVisible();
});

test('the title counts messages that arrive while the page is hidden', async ({ person, room }) => {
  const [ann, bob] = [await person(), await person()];
  await bob.says('Before.');
  await ann.sees('Before.');
  await ann.looksElsewhere();
  await bob.says('One.');
  await bob.says('Two.');
  await expect(ann.page).toHaveTitle(`(2) ${room} · arc-chat`);
  await ann.looksElsewhere(false);
  await expect(ann.page).toHaveTitle(`${room} · arc-chat`);
});

test('at most five rooms are connected, and the one visited longest ago is disconnected', async ({ person, room }) => {
  const [ann, bob] = [await person(), await person()];
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

test('a new name applies to every open room', async ({ person, room }) => {
  const [ann, bob] = [await person(), await person()];
  await bob.isCalled('Bob');
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
