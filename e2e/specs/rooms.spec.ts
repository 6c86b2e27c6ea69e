import { isAccessible } from '../testing/axe.ts';
import { expect, test } from '../testing/fixtures.ts';
import { clearSeats, countSeats, fillSeats } from '../testing/storage.ts';
import { words } from '../testing/words.ts';

test('a message reaches only its own room', async ({ person, speaker, room }) => {
  const [ann, bob] = [await speaker(), await person()];
  await bob.goesTo(`${room}-garden`);
  await ann.says('Indoors.');
  await bob.says('Outdoors.');
  // A message in the wrong room would arrive before these later ones.
  await ann.says('Still indoors.');
  await bob.says('Still outdoors.');
  await ann.says('Bob?');
  await ann.seesOnly('Indoors.', 'Still indoors.', 'Bob?');
  await bob.seesOnly('Outdoors.', 'Still outdoors.');
  await bob.goesTo(room);
  await bob.seesOnly('Indoors.', 'Still indoors.', 'Bob?');
});

test('a full room lets a person in when there is a place, and a crowd is counted without its names @sandbox', async ({
  person,
  room,
}) => {
  const ann = await person();
  await fillSeats(`${room}-full`, 500);
  // The browser logs the refused request as an error.
  ann.isCutOff = true;
  await ann.page.evaluate((hash) => (location.hash = hash), `${room}-full`);
  await expect(ann.advice).toContainText(words.roomFull);
  await isAccessible(ann);
  await clearSeats(`${room}-full`);
  await ann.isLetIn();
  await expect(ann.advice).toBeEmpty();

  await fillSeats(`${room}-crowd`, 101);
  await ann.goesTo(`${room}-crowd`);
  await expect(ann.page.getByRole('heading', { name: words.crowd })).toBeVisible();
  // The own name, and the place for the others.
  await ann.seesPeople('Guest');
  await expect(ann.people).toHaveCount(2);
  await isAccessible(ann);
});

test('a private room has a name that nobody can guess, and a link that lets others in', async ({ person }) => {
  const ann = await person();
  const secret = await ann.makesPrivateRoom();
  await ann.says('Just us.');
  const bob = await person({ room: secret });
  await bob.seesOnly('Just us.');
});

test('the list of people follows arrivals, departures and changes of name', async ({ person }) => {
  const ann = await person();
  // A name loses invisible characters and those that reverse text.
  await ann.nameField.fill('A\u202enn\u200b \u0007');
  await ann.page.getByRole('button', { name: words.changeName }).click();
  await ann.seesPeople('Ann');
  const bob = await person();
  await bob.isCalled('Bob');
  await ann.seesPeople('Ann', 'Bob');
  await bob.seesPeople('Ann', 'Bob');
  await bob.isCalled('Rob');
  await ann.seesPeople('Ann', 'Rob');
  await bob.page.close();
  await ann.seesPeople('Ann');
});

test('a person in two tabs is listed once, and both tabs send and show every message once @everywhere', async ({
  anybody,
  speaker,
  room,
}) => {
  const [ann, bob] = [await anybody(), await speaker()];
  const second = await ann.opensTab(room);
  await bob.seesPeople('Guest', 'Guest');
  await ann.says('From the first.');
  await second.says('From the second.');
  for (const who of [ann, second, bob]) await who.seesOnly('From the first.', 'From the second.');
});

test('a person in two tabs leaves with the last tab @sandbox', async ({ person, speaker, room }) => {
  const [ann, bob, cy] = [await speaker(), await person(), await speaker()];
  await bob.isCalled('Bob');
  const second = await bob.opensTab(room);
  await ann.seesPeople('Bob', 'Guest', 'Guest');
  await second.page.close();
  await expect.poll(() => countSeats(room)).toBe(3);
  // A wrong departure of Bob would arrive before the departure of Cy.
  cy.leaves();
  await ann.seesPeople('Bob', 'Guest');
  await bob.page.close();
  await ann.seesPeople('Guest');
});

test('an address without a valid room name opens the lobby', async ({ person }) => {
  const ann = await person();
  for (const fragment of ['#100%', '#%E0%A4%A', '#The Garden', '#']) {
    await ann.page.goto(`/${fragment}`);
    await expect(ann.roomTitle).toHaveText('lobby');
    await ann.isConnected();
  }
});
