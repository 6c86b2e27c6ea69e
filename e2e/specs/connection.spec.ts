import { expect, test } from '../testing/fixtures.ts';
import { words } from '../testing/words.ts';

test('a disconnected person sees the seconds until the next attempt, and can reconnect at once', async ({ person }) => {
  const ann = await person();
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

test('an offline person sees the number of unsent messages, and can go on writing', async ({ person }) => {
  const ann = await person();
  const context = ann.page.context();
  await ann.losesNetwork();
  await context.setOffline(true);
  for (const text of ['One.', 'Two.']) await ann.posts(text);
  await expect(ann.status).toHaveText(`${words.offline}, ${words.unsent(2)}`);
  await ann.waitsToSend('One.', 'Two.');
  await context.setOffline(false);
  await ann.getsNetworkBack();
  await ann.seesOnly('One.', 'Two.');
  await ann.waitsToSend();
});
