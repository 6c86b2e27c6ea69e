import { expect, test } from '../testing/fixtures.ts';

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

test('markup and script in a message stay text', async ({ person }) => {
  const [ann, bob] = [await person(), await person()];
  const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>&lt;b&gt; {{7*7}}`;
  await ann.says(hostile);
  await bob.sees(hostile);
  await expect(bob.page).not.toHaveTitle('owned');
  await expect(bob.page.locator('img, main script')).toHaveCount(0);
});

test('Enter sends a message, unless it ends the composition of a word', async ({ person }) => {
  const ann = await person();
  await ann.composes('にほん');
  await ann.composer.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
  await expect(ann.composer).toHaveValue('にほん');
  await ann.composer.press('Enter');
  await ann.seesOnly('にほん');
});

test('an empty or blank message is not sent', async ({ person }) => {
  const ann = await person();
  for (const blank of ['', '   ', '\u200b']) {
    await ann.composes(blank);
    await ann.composer.press('Enter');
  }
  await ann.says('Something.');
  await ann.seesOnly('Something.');
});

test('a reloaded page and a new page show earlier messages and get new ones', async ({ person }) => {
  const [ann, bob] = [await person(), await person()];
  await ann.says('One.');
  await ann.reloads();
  await bob.says('Two.');
  await ann.seesOnly('One.', 'Two.');

  await ann.page.close();
  const again = await person();
  await bob.says('Three.');
  await again.seesOnly('One.', 'Two.', 'Three.');
});

test('a client reconnects by itself after a network failure, and gets the messages that it missed', async ({
  person,
}) => {
  const [ann, bob] = [await person(), await person()];
  await ann.says('Before.');
  await ann.losesNetwork();
  for (let i = 1; i <= 3; i++) await bob.says(`Meanwhile ${i}.`);
  await ann.getsNetworkBack();
  await ann.says('After.');
  for (const who of [ann, bob]) {
    await who.seesOnly('Before.', 'Meanwhile 1.', 'Meanwhile 2.', 'Meanwhile 3.', 'After.');
  }
});

test('people see that somebody is typing until the message arrives', async ({ person }) => {
  const [ann, bob] = [await person(), await person()];
  await bob.isCalled('Bob');
  await bob.composer.pressSequentially('Let me think');
  await expect(ann.typing).toContainText('Bob');
  await bob.composer.press('Enter');
  await ann.sees('Let me think');
  await expect(ann.typing).toBeEmpty();
});
