import { timings } from '@arc-chat/client';
import { expect, test } from '../testing/fixtures.ts';
import { words } from '../testing/words.ts';

test('a person without a connection sees what happens next, and can go on writing', async ({ person }) => {
  const ann = await person();
  await test.step('disconnected: the seconds until the next attempt, and a button for an attempt at once', async () => {
    await ann.losesNetwork();
    await expect(ann.status).toHaveText(new RegExp(`^${words.reconnecting} \\d+ s$`));
    await ann.posts('Later.');
    await expect(ann.status).toHaveText(new RegExp(`^${words.reconnecting} \\d+ s, ${words.unsent(1)}$`));
    // Long enough that the next attempt does not come before the click.
    await expect(ann.status).toHaveText(/ ([3-9]|\d\d) s/);
    await ann.page.unroute('**/ticket');
    await ann.remedy.click();
    await ann.isConnected();
    await ann.sees('Later.');
    await expect(ann.remedy).toBeHidden();
  });

  await test.step('offline: the number of unsent messages', async () => {
    const context = ann.page.context();
    await ann.losesNetwork();
    await context.setOffline(true);
    for (const text of ['One.', 'Two.']) await ann.posts(text);
    await expect(ann.status).toHaveText(`${words.offline}, ${words.unsent(2)}`);
    await ann.waitsToSend('One.', 'Two.');
    await context.setOffline(false);
    await ann.getsNetworkBack();
    await ann.seesOnly('Later.', 'One.', 'Two.');
    await ann.waitsToSend();
  });
});

/** Notes how many milliseconds it takes until something is seen. A busy machine makes it more, so no test depends on it. */
async function measured(what: string, ...seen: Promise<unknown>[]): Promise<number> {
  const since = performance.now();
  await Promise.all(seen);
  const ms = Math.round(performance.now() - since);
  test.info().annotations.push({ type: what, description: `${ms} ms` });
  return ms;
}

test('a page says at once that it is offline, and back online it waits for no time-out of its dead socket', async ({
  person,
  speaker,
  uplink,
}) => {
  const [ann, bob] = [await person({ through: uplink }), await speaker()];
  await ann.says('Before.');
  uplink.goesSilent();
  expect(await ann.goesOffline()).toBe(words.offline);
  await ann.posts('One.');
  await expect(ann.status).toHaveText(`${words.offline}, ${words.unsent(1)}`);
  await ann.waitsToSend('One.');
  await bob.says('Meanwhile.');
  expect(await ann.countsSockets(), 'the socket still seems open').toBe(1);

  uplink.comesBack();
  const asked = measured('online until the next ticket is asked for', ann.page.waitForRequest('**/ticket'));
  const seen = measured('online until all is sent and seen', bob.sees('One.'), ann.sees('Meanwhile.'));
  await ann.goesOnline();
  await seen;
  expect(await asked, 'the time-out of a question on the dead socket').toBeLessThan(timings.patienceMs);
  for (const who of [ann, bob]) await who.seesOnly('Before.', 'Meanwhile.', 'One.');
});

test('after a close, a page finds its way back without a word from the browser', async ({
  person,
  speaker,
  uplink,
}) => {
  const [ann, bob] = [await person({ through: uplink }), await speaker()];
  ann.isCutOff = true;
  uplink.isCut();
  await expect(ann.status).toContainText(words.reconnecting);
  await ann.posts('One.');
  await bob.says('Meanwhile.');
  uplink.comesBack();
  await measured('the network is back until all is sent and seen', bob.sees('One.'), ann.sees('Meanwhile.'));
});
