import { expect, test } from '../testing/fixtures.ts';
import { fill } from '../testing/storage.ts';
import { words } from '../testing/words.ts';

test('the composer grows with its text without covering the newest message, and shrinks after the message', async ({
  person,
  room,
}) => {
  await fill(room, 30);
  const ann = await person();
  await ann.sees('Long ago 30');
  const height = async () => (await ann.composer.boundingBox())?.height ?? 0;
  const low = await height();
  await ann.composes('One\nTwo\nThree\nFour\nFive');
  await expect(ann.message('Long ago 30')).toBeInViewport({ ratio: 1 });
  await ann.composes('One');
  await ann.composer.press('Shift+Enter');
  await ann.composer.pressSequentially('Two');
  expect(await height()).toBeGreaterThan(low);
  await ann.composer.press('Enter');
  await ann.sees('One\nTwo');
  await expect(ann.composer).toHaveValue('');
  expect(await height()).toBe(low);
});

test('a draft stays in its room and survives a reload', async ({ person, room }) => {
  const ann = await person();
  await ann.composes('Half a sen');
  await ann.goesTo(`${room}-b`);
  await expect(ann.composer).toHaveValue('');
  await ann.composes('Another');
  await ann.goesTo(room);
  await expect(ann.composer).toHaveValue('Half a sen');
  await ann.reloads();
  await expect(ann.composer).toHaveValue('Half a sen');
  await ann.composer.press('Enter');
  await ann.sees('Half a sen');
  await ann.reloads();
  await expect(ann.composer).toHaveValue('');
  await ann.goesTo(`${room}-b`);
  await expect(ann.composer).toHaveValue('Another');
});

test("two tabs do not overwrite each other's drafts", async ({ person, room }) => {
  const ann = await person();
  const second = await ann.opensTab(room);
  await ann.composes('Here');
  await second.composes('There');
  await ann.reloads();
  await expect(ann.composer).toHaveValue('Here');
});

test('the chat works in a browser without storage', async ({ browser, watch, origin, room }) => {
  const context = await browser.newContext({ baseURL: origin });
  const ann = watch(await context.newPage());
  await ann.page.addInitScript(() => {
    for (const storage of ['localStorage', 'sessionStorage', 'indexedDB']) {
      Object.defineProperty(window, storage, {
        get() {
          throw new DOMException('forbidden', 'SecurityError');
        },
      });
    }
  });
  await ann.opens(room);
  await ann.composes('Half');
  await ann.goesTo(`${room}-b`);
  await ann.posts('Hello.');
  await ann.nameQuestion.press('Escape');
  await ann.sees('Hello.');
  await ann.says('Asked once.');
  await ann.goesTo(room);
  await expect(ann.composer).toHaveValue('Half');
  await context.close();
});

test('a message is not blank, has no control characters and is not too long', async ({ person }) => {
  const ann = await person();
  await test.step('a blank text is not sent', async () => {
    for (const blank of ['', '   ', '\u200b']) {
      await ann.composes(blank);
      await ann.presses('Enter');
    }
    await ann.says('Something.');
    await ann.seesOnly('Something.');
  });

  await test.step('a text that was copied from a terminal is sent without its control characters', async () => {
    await ann.posts('\u001b[32mok\u001b[0m 3 passed\u0007');
    await ann.seesOnly('Something.', '[32mok[0m 3 passed');
  });

  await test.step('a text that is too long stays in the composer, with the number of characters to remove', async () => {
    const pasted = 'word '.repeat(401);
    await ann.posts(pasted);
    await ann.isToldOf(words.tooManyCharacters(5));
    await ann.hasComposed(pasted);
    await ann.says('word '.repeat(399).trim());
  });
});
