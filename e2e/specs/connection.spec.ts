import { expect, test } from '../testing/fixtures.ts';

test('who is disconnected sees for how long, and need not wait', async ({ person }) => {
  const ann = await person();
  await ann.losesNetwork();
  await expect(ann.status).toHaveText(/^Reconnecting in \d+ s$/);
  await ann.posts('Later.');
  await expect(ann.status).toHaveText(/^Reconnecting in \d+ s, 1 unsent$/);
  await ann.page.unroute('**/ticket');
  await ann.page.getByRole('button', { name: 'Try now' }).click();
  await ann.isConnected();
  await ann.sees('Later.');
  await expect(ann.page.getByRole('button', { name: 'Try now' })).toBeHidden();
});

test('who has no network at all is told so, with what is unsent, and can write on', async ({ person }) => {
  const ann = await person();
  const context = ann.page.context();
  await ann.losesNetwork();
  await context.setOffline(true);
  for (const text of ['One.', 'Two.']) await ann.posts(text);
  await expect(ann.status).toHaveText('Offline, 2 unsent');
  await ann.waitsToSend('One.', 'Two.');
  await context.setOffline(false);
  await ann.getsNetworkBack();
  await ann.seesOnly('One.', 'Two.');
  await ann.waitsToSend();
});
