import { expect, test } from '../testing/fixtures.ts';
import { clearSeats, countSeats, fillSeats } from '../testing/storage.ts';
import { words } from '../testing/words.ts';

test('a message reaches only its own room', async ({ person, room }) => {
  const [ann, bob] = [await person(), await person()];
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

test('a full room says so, and lets a person in when there is a place', async ({ person, room }) => {
  const ann = await person();
  await fillSeats(`${room}-full`, 500);
  // The browser logs the refused request as an error.
  ann.isCutOff = true;
  await ann.page.evaluate((hash) => (location.hash = hash), `${room}-full`);
  await expect(ann.page.getByText(words.roomFull)).toBeVisible();
  await clearSeats(`${room}-full`);
  await ann.isConnected();
  ann.isCutOff = false;
});

test('a private room has a name that nobody can guess, and a link that lets others in', async ({ person }) => {
  const [ann, bob] = [await person(), await person()];
  await ann.privateRoomButton.click();
  await expect(ann.page).toHaveURL(/#private-[a-z0-9]{22,}$/);
  await ann.isConnected();
  await ann.says('Just us.');
  await bob.page.goto(ann.page.url());
  await bob.seesOnly('Just us.');
});

test('the list of people follows arrivals, departures and changes of name', async ({ person }) => {
  const ann = await person();
  await ann.isCalled('Ann');
  const bob = await person();
  await bob.isCalled('Bob');
  await ann.seesPeople('Ann', 'Bob');
  await bob.seesPeople('Ann', 'Bob');
  await bob.isCalled('Rob');
  await ann.seesPeople('Ann', 'Rob');
  await bob.page.close();
  await ann.seesPeople('Ann');
});

test('a person in two tabs is listed once, and leaves with the last tab', async ({ person, watch, room }) => {
  const [ann, bob, cy] = [await person(), await person(), await person()];
  await bob.isCalled('Bob');
  const second = watch(await bob.page.context().newPage());
  await second.opens(room);
  await ann.seesPeople('Bob', 'Guest', 'Guest');
  await second.page.close();
  await expect.poll(() => countSeats(room)).toBe(3);
  // A wrong departure of Bob would arrive before the departure of Cy.
  await cy.page.close();
  await ann.seesPeople('Bob', 'Guest');
  await bob.page.close();
  await ann.seesPeople('Guest');
});

test('names lose invisible characters and characters that reverse text', async ({ person }) => {
  const ann = await person();
  await ann.nameField.fill('A\u202enn\u200b \u0007');
  await ann.page.getByRole('button', { name: words.changeName }).click();
  await ann.seesPeople('Ann');
});

test('an address without a valid room name opens the lobby', async ({ person }) => {
  const ann = await person();
  for (const fragment of ['#100%', '#%E0%A4%A', '#The Garden', '#']) {
    await ann.page.goto(`/${fragment}`);
    await expect(ann.roomTitle).toHaveText('lobby');
    await ann.isConnected();
  }
});
