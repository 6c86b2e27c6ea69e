import { expect, test } from '../testing/fixtures.ts';
import { fill } from '../testing/storage.ts';
import { words } from '../testing/words.ts';

test('the composer grows with its text, and shrinks after the message', async ({ person }) => {
  const ann = await person();
  const height = async () => (await ann.composer.boundingBox())?.height ?? 0;
  const low = await height();
  await ann.composes('One');
  await ann.composer.press('Shift+Enter');
  await ann.composer.pressSequentially('Two');
  expect(await height()).toBeGreaterThan(low);
  await ann.composer.press('Enter');
  await ann.sees('One\nTwo');
  await expect(ann.composer).toHaveValue('');
  expect(await height()).toBe(low);
});

test('the composer does not cover the newest message when it grows', async ({ person, room }) => {
  await fill(room, 30);
  const ann = await person();
  await ann.sees('Long ago 30');
  await ann.composes('One\nTwo\nThree\nFour\nFive');
  await expect(ann.message('Long ago 30')).toBeInViewport({ ratio: 1 });
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

test('a failed message can be copied or discarded, and the focus returns to the composer', async ({ person }) => {
  const ann = await person();
  await ann.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const long = '語'.repeat(1_500);
  await ann.posts(long);
  await ann.choice(long, 'copy').click();
  await expect(ann.choice(long, 'copied')).toBeVisible();
  expect(await ann.page.evaluate(() => navigator.clipboard.readText())).toBe(long);
  await ann.choice(long, 'discard').focus();
  await ann.page.keyboard.press('Enter');
  await ann.seesOnly();
  await expect(ann.composer).toBeFocused();
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

test('a text that is too long stays in the composer, with the number of characters to remove', async ({ person }) => {
  const ann = await person();
  const pasted = 'word '.repeat(401);
  await ann.composes(pasted);
  await ann.composer.press('Enter');
  await ann.isToldOf(words.tooManyCharacters(5));
  await expect(ann.composer).toHaveValue(pasted);
  await ann.says('word '.repeat(399).trim());
});

test('a text that was copied from a terminal is sent without its control characters', async ({ person }) => {
  const ann = await person();
  await ann.posts('\u001b[32mok\u001b[0m 3 passed\u0007');
  await ann.seesOnly('[32mok[0m 3 passed');
});
