import { expect, test } from '../testing/fixtures.ts';
import { Visitor } from '../testing/visitor.ts';
import { words } from '../testing/words.ts';

test('messages written without a network wait, survive a reload, can be discarded, and are sent once and in order', async ({
  person,
  speaker,
}) => {
  const [ann, bob] = [await person(), await speaker()];
  await ann.losesNetwork();
  for (const text of ['One.', 'Two.', 'Three.']) await ann.posts(text);
  await ann.waitsToSend('One.', 'Two.', 'Three.');
  await expect(ann.status).toContainText(words.unsent(3));

  await ann.reloads();
  await ann.waitsToSend('One.', 'Two.', 'Three.');
  await ann.getsNetworkBack();
  for (const who of [ann, bob]) await who.seesOnly('One.', 'Two.', 'Three.');
  await ann.waitsToSend();

  await ann.losesNetwork();
  await ann.posts('Never mind.');
  await ann.posts('This one.');
  await ann.choice('Never mind.', 'discard').click();
  await ann.waitsToSend('This one.');
  await ann.getsNetworkBack();
  for (const who of [ann, bob]) await who.seesOnly('One.', 'Two.', 'Three.', 'This one.');
});

test('a message is in the log once if its tab closes before the answer, and the next tab shows it as sent', async ({
  person,
  speaker,
  room,
}) => {
  const [ann, bob] = [await person(), await speaker()];
  let isDeaf = false;
  await ann.isBehind((_, to) => to === 'server' || !isDeaf);
  isDeaf = true;
  await ann.posts('Only once.');
  await bob.sees('Only once.');
  await ann.waitsToSend('Only once.');
  // A second tab of the same browser has the same outbox.
  await ann.leaves();
  const second = await ann.opensTab(room);
  await second.says('That was me.');
  for (const who of [bob, second]) await who.seesOnly('Only once.', 'That was me.');
  await second.waitsToSend();
});

test('another tab sends a message that its own tab could not send', async ({ person, room }) => {
  const ann = await person();
  await ann.losesNetwork();
  await ann.posts('Only once.');
  await ann.waitsToSend('Only once.');
  // The second tab has a network.
  const second = await ann.opensTab(room);
  await second.sees('Only once.');
  await ann.getsNetworkBack();
  for (const who of [ann, second]) await who.seesOnly('Only once.');
});

test('a client that gets 401 or 403 for a ticket stops asking, and sends unsent messages after a reload', async ({
  browser,
  speaker,
  room,
}) => {
  // This page is not watched for errors, because the browser logs the refusal as one.
  const context = await browser.newContext();
  const [ann, bob] = [new Visitor(await context.newPage()), await speaker()];
  await ann.opens(room);
  for (const [status, ...texts] of [
    [401, 'Not yet.'],
    [403, 'Not yet.', 'Nor now.'],
  ] as const) {
    await test.step(`${status}`, async () => {
      let asked = 0;
      await ann.page.route('**/ticket', (route) => {
        asked++;
        return route.fulfill({ status, json: { code: 'no', text: 'No.' } });
      });
      await ann.losesConnection();
      const text = texts.at(-1) ?? '';
      await ann.posts(text);
      await expect(ann.status).toHaveText(new RegExp(`^${words.disconnected}, ${words.unsent(1)}`));
      await ann.waitsToSend(text);
      expect(asked, 'the client asks only once').toBe(1);

      await ann.page.unroute('**/ticket');
      await ann.remedy.click();
      await ann.isConnected();
      for (const who of [ann, bob]) await who.seesOnly(...texts);
    });
  }
  await context.close();
});

test('a text that is too long for the server fails visibly, does not block the next, and can be copied or discarded', async ({
  person,
}) => {
  const ann = await person();
  await ann.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  // 1,500 characters, but 4,500 bytes.
  const long = '語'.repeat(1500);
  await ann.posts(long);
  await ann.says('Short.');
  await ann.seesFailed(long);
  await ann.choice(long, 'retry').click();
  await ann.seesFailed(long);
  await ann.choice(long, 'copy').click();
  await expect(ann.choice(long, 'copied')).toBeVisible();
  expect(await ann.page.evaluate(() => navigator.clipboard.readText())).toBe(long);
  await ann.choice(long, 'discard').focus();
  await ann.page.keyboard.press('Enter');
  await ann.seesOnly('Short.');
  await expect(ann.composer).toBeFocused();
});

test('fifteen messages written at once arrive in order, each once', async ({ person, speaker }) => {
  const [ann, bob] = [await person(), await speaker()];
  const texts = Array.from({ length: 15 }, (_, i) => `Message ${i + 1}`);
  for (const text of texts) await ann.posts(text);
  // The server takes ten in two seconds, and tells the client how long to wait.
  await expect(ann.message('Message 15').and(ann.page.locator(':not(.unsent)'))).toBeVisible({ timeout: 20_000 });
  for (const who of [ann, bob]) await who.seesOnly(...texts);
});

test('unsent messages of a room are counted and sent while another room is open, even after a reload', async ({
  person,
  speaker,
  room,
}) => {
  const [ann, bob] = [await person(), await speaker()];
  await ann.losesNetwork();
  await ann.posts('From here.');
  await ann.waitsToSend('From here.');
  await ann.page.goto(`/#${room}-b`);
  await ann.reloads();
  await expect(ann.room(room)).toContainText(words.unsent(1));
  await ann.getsNetworkBack();
  await bob.sees('From here.');
  await expect(ann.room(room)).not.toContainText(words.unsent(''));
});
