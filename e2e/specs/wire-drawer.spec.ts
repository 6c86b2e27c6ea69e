import { isAccessible } from '../testing/axe.ts';
import { expect, test } from '../testing/fixtures.ts';
import { WireDrawer } from '../testing/wire-drawer.ts';
import { words } from '../testing/words.ts';

test('the drawer is loaded when it is first opened, and a reload leaves it as it is', async ({ person }) => {
  const ann = await person();
  const wire = new WireDrawer(ann);
  await ann.reloads();
  expect(wire.requests).toEqual([]);

  await wire.opens();
  expect(wire.requests).toEqual([expect.stringMatching(/^wire\.mjs\?v=[\w-]{10}$/)]);
  await ann.reloads();
  await wire.isOpen();
  await wire.shows('socket', 'open');

  // The button and Escape close it, and return the focus to its toggle.
  await wire.press('Close the wire');
  await wire.isClosed();
  await wire.opens();
  await ann.page.keyboard.press('Escape');
  await wire.isClosed();
  await ann.reloads();
  await expect(wire.drawer).toBeHidden();
});

test('the page shows a notice when the server has a new build of the drawer', async ({ person }) => {
  const ann = await person();
  const wire = new WireDrawer(ann);
  await wire.opens();
  const notice = ann.rebuilt;
  await ann.page.waitForResponse('/');
  await expect(notice).toBeHidden();
  await wire.isBuiltAnew();
  await expect(notice).toBeVisible();
});

test('own messages are shown as sent and as received with a round trip, others only as received', async ({
  person,
  speaker,
}) => {
  const [ann, bob] = [await person(), await speaker()];
  const wire = new WireDrawer(ann);
  await wire.opens();
  await ann.says('Hello, wire');
  await wire.shows('sent', 'say', 'Hello, wire', /\d+ B$/);
  await wire.shows('received', 'said', 'Hello, wire', /\d+ B\s*[\d.]+ ms$/);
  await expect(wire.drawer.getByRole('img', { name: /Last [\d.]+, median [\d.]+, slowest [\d.]+ ms/ })).toBeVisible();
  await bob.says('Hello, Ann');
  await wire.shows('received', 'said', 'Hello, Ann', /\d+ B$/);
});

test('frames can be filtered, paused, and opened with the keyboard', async ({ person }) => {
  const ann = await person();
  const wire = new WireDrawer(ann);
  await wire.opens();
  await ann.says('Apples');
  await ann.says('Pears');
  await wire.only({ type: 'said' });
  await wire.showsTypes('said', 'said');
  await wire.only({ text: 'pears' });
  await wire.showsTypes('say', 'said');
  await wire.press('Pause');
  await ann.says('More pears');
  await wire.showsTypes('say', 'said');
  await wire.press('Pause');
  await wire.showsTypes('say', 'said', 'say', 'said');

  await ann.says('Look inside');
  await wire.only({ type: 'say' });
  await wire.rows.last().locator('..').press('End');
  await ann.page.keyboard.press('Enter');
  await wire.shows(/\d+ bytes/, '"type": "say"', '"text": "Look inside"');
});

test('the newest frame stays in view, unless a person has scrolled up', async ({ person }) => {
  const ann = await person();
  const wire = new WireDrawer(ann);
  await wire.opens();
  for (const text of ['1', '2', '3', '4', '5', '6', '7', '8']) await ann.says(`Message ${text}`);
  await expect(wire.row('said', 'Message 8')).toBeInViewport();
  await wire.scrollsTo('start');
  await ann.says('Message 9');
  await wire.shows('said', 'Message 9');
  await expect(wire.rows.first()).toBeInViewport();
  await expect(wire.row('said', 'Message 9')).not.toBeInViewport();
  await wire.scrollsTo('end');
  await ann.says('Message 10');
  await expect(wire.row('said', 'Message 10')).toBeInViewport();
});

test('the drawer never shows a ticket', async ({ person }) => {
  const ann = await person();
  const tickets: string[] = [];
  ann.page.on('websocket', (socket) => tickets.push(new URL(socket.url()).searchParams.get('ticket') ?? ''));
  const wire = new WireDrawer(ann);
  await wire.opens();
  await wire.shows('open', '?ticket=•••&v=1');
  await wire.press('Drop the socket');
  await wire.heals();
  await expect(wire.row('?ticket=•••&v=1')).toHaveCount(2);
  expect(tickets).toHaveLength(1);
  for (const ticket of tickets) await expect(wire.drawer).not.toContainText(ticket);
  await expect(wire.drawer).not.toContainText(/ticket=[^•]/);
});

test('a dropped socket is replaced, and messages said meanwhile arrive once', async ({ person, speaker }) => {
  const [ann, bob] = [await person(), await speaker()];
  const wire = new WireDrawer(ann);
  await wire.opens();
  await ann.says('Before.');
  await wire.press('Drop the socket');
  await bob.says('Meanwhile.');
  await wire.heals();
  await wire.shows('close', '1005');
  await ann.says('After.');
  for (const who of [ann, bob]) await who.seesOnly('Before.', 'Meanwhile.', 'After.');
});

test('a message is sent again if its answer is lost, and appears once', async ({ person, speaker }) => {
  const [ann, bob] = [await person(), await speaker()];
  const wire = new WireDrawer(ann);
  await wire.opens();
  await wire.press('Lose an answer');
  await ann.posts('Did you get this?');
  await bob.sees('Did you get this?');
  await ann.waitsToSend('Did you get this?');
  await wire.shows('said', 'lost');
  await bob.says('Yes.');
  await wire.heals();
  await ann.says('Good.');
  for (const who of [ann, bob]) await who.seesOnly('Did you get this?', 'Yes.', 'Good.');
});

test('a message that is sent twice appears once', async ({ person, speaker }) => {
  const [ann, bob] = [await person(), await speaker()];
  const wire = new WireDrawer(ann);
  await wire.opens();
  await wire.press('Send twice');
  await ann.posts('Once, twice?');
  await wire.shows('say', 'sent twice');
  await wire.heals();
  await ann.says('Next.');
  // The drawer marks the second answer for the same row.
  await wire.shows('said', 'again');
  for (const who of [ann, bob]) await who.seesOnly('Once, twice?', 'Next.');
});

test('messages written offline wait, and are sent once and in order', async ({ person, speaker }) => {
  const [ann, bob] = [await person(), await speaker()];
  const wire = new WireDrawer(ann);
  await wire.opens();
  await wire.press('Go offline');
  await ann.posts('One.');
  await ann.posts('Two.');
  await ann.waitsToSend('One.', 'Two.');
  await expect(ann.status).toHaveText(`${words.offline}, ${words.unsent(2)}`);
  await bob.says('Where is Ann?');
  await wire.press('Go online');
  await wire.heals();
  for (const who of [ann, bob]) await who.seesOnly('Where is Ann?', 'One.', 'Two.');
});

test('the drawer shows the frames of every open room, under its name', async ({ person, room }) => {
  const ann = await person();
  await ann.goesTo(`${room}-2`);
  const wire = new WireDrawer(ann);
  await wire.opens();
  await expect(wire.row('open', 'before you looked')).toHaveCount(2);
  await wire.press('Drop the socket');
  await wire.heals();
  await wire.shows('welcome', `#${room} `);
  await wire.shows('welcome', `#${room}-2 `);
});

test('axe finds no problem in the drawer, it fits every screen, and its faults end when it is closed', async ({
  person,
}) => {
  const ann = await person();
  await ann.page.emulateMedia({ reducedMotion: 'reduce' });
  const wire = new WireDrawer(ann);
  await wire.opens();
  await ann.says('Look inside');
  await wire.press('Send twice');
  await ann.says('Twice');
  await wire.looksInside('say', 'Twice');
  await wire.press('Lose an answer');
  await isAccessible(ann);
  await wire.press('Go offline');
  await ann.posts('Later.');
  await ann.waitsToSend('Later.');
  await isAccessible(ann);
  for (const viewport of [
    { width: 1000, height: 700 },
    { width: 390, height: 844 },
    { width: 320, height: 256 },
  ]) {
    await ann.page.setViewportSize(viewport);
    await isAccessible(ann);
    expect(await ann.page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
  }
  await wire.press('Close the wire');
  await ann.sees('Later.');
});
