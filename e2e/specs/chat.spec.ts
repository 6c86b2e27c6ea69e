import { test } from '../testing/fixtures.ts';

test('two people see every message once and in order @core', async ({ person }) => {
  const [ann, bob] = [await person(), await person()];
  await ann.says('Is anybody here?');
  await bob.sees('Is anybody here?');
  await bob.says('I am.');
  await ann.sees('I am.');
  await ann.says('Good.');
  await bob.sees('Good.');
  for (const who of [ann, bob]) await who.seesOnly('Is anybody here?', 'I am.', 'Good.');
});

test('markup and script in a message stay text @everywhere', async ({ anybody, speaker }) => {
  const [ann, bob] = [await anybody(), await speaker()];
  const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>&lt;b&gt; {{7*7}}`;
  await bob.says(hostile);
  await ann.sees(hostile);
  await ann.says(`My own: ${hostile}`);
  await ann.seesOnlyText();
});

test('Enter sends a message, unless it ends the composition of a word, and Shift+Enter starts a new line', async ({
  person,
}) => {
  const ann = await person();
  await ann.composes('にほん');
  await ann.composer.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
  await ann.hasComposed('にほん');
  await ann.presses('Enter');
  await ann.seesOnly('にほん');
  await ann.composes('One');
  await ann.presses('Shift+Enter');
  await ann.types('Two');
  await ann.hasComposed('One\nTwo');
  await ann.presses('Enter');
  await ann.seesOnly('にほん', 'One\nTwo');
  await ann.hasComposed('');
});

test('a reloaded page and a new page show earlier messages and get new ones', async ({ person, speaker }) => {
  const [ann, bob] = [await person(), await speaker()];
  await ann.says('One.');
  await ann.reloads();
  await bob.says('Two.');
  await ann.seesOnly('One.', 'Two.');

  bob.leaves();
  const again = await person();
  await ann.says('Three.');
  await again.seesOnly('One.', 'Two.', 'Three.');
});

test('a client reconnects by itself after a network failure, gets what it missed and sends what was written @everywhere', async ({
  anybody,
  speaker,
}) => {
  const [ann, bob] = [await anybody(), await speaker()];
  await ann.says('Before.');
  await ann.losesNetwork();
  for (let i = 1; i <= 3; i++) await bob.says(`Meanwhile ${i}.`);
  await ann.posts('Written offline.');
  await ann.waitsToSend('Written offline.');
  await ann.getsNetworkBack();
  await ann.says('After.');
  for (const who of [ann, bob]) {
    await who.seesOnly('Before.', 'Meanwhile 1.', 'Meanwhile 2.', 'Meanwhile 3.', 'Written offline.', 'After.');
  }
});

test('people see that somebody is typing until the message arrives', async ({ anybody }) => {
  const [ann, bob] = [await anybody(), await anybody()];
  for (const [who, other, name] of [
    [ann, bob, 'Ann'],
    [bob, ann, 'Bob'],
  ] as const) {
    await who.isCalled(name);
    await who.types('Let me think');
    await other.seesTyping(name);
    await who.presses('Enter');
    await other.seesTyping();
  }
});
