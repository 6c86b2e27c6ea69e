import { expect, test } from '../testing/fixtures.ts';

test('a browser that refuses locks still sends messages', async ({ person, speaker }) => {
  const [ann, bob] = [await person(), await speaker()];
  await ann.page.addInitScript(() => {
    LockManager.prototype.request = () => Promise.reject(new DOMException('blocked', 'SecurityError'));
  });
  await ann.reloads();
  await ann.says('Unlocked.');
  await bob.seesOnly('Unlocked.');
});

test('the page reopens its database after it was cleared', async ({ person, speaker, origin }) => {
  const [ann, bob] = [await person(), await speaker()];
  await ann.says('Before.');
  const devTools = await ann.page.context().newCDPSession(ann.page);
  await devTools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  await ann.says('After.');
  await bob.seesOnly('Before.', 'After.');
});

test('unsent messages in a database that is slow to open are not lost', async ({ person, speaker }) => {
  const [ann, bob] = [await person(), await speaker()];
  await ann.losesNetwork();
  await ann.posts('Kept.');
  await ann.waitsToSend('Kept.');
  await ann.page.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (...args) {
      const request = open.apply(this, args);
      // The test decides when the database answers.
      const held = (event: Event) => {
        event.stopImmediatePropagation();
        window.addEventListener('storage-answers', () => request.onsuccess?.(event), { once: true });
      };
      request.addEventListener('success', held, { once: true });
      return request;
    };
  });
  await ann.reloads();
  await ann.getsNetworkBack();
  await expect(ann.messages).toHaveCount(0);
  await ann.posts('Written meanwhile.');
  await ann.page.evaluate(() => window.dispatchEvent(new Event('storage-answers')));
  for (const who of [ann, bob]) await who.seesOnly('Kept.', 'Written meanwhile.');
});
