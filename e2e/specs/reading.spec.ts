import { isAccessible } from '../testing/axe.ts';
import { expect, test } from '../testing/fixtures.ts';
import { fill } from '../testing/storage.ts';
import { words } from '../testing/words.ts';

test('a reader of old messages sees the number of new ones, and a button or an own message scrolls to them', async ({
  person,
  speaker,
  room,
}) => {
  await fill(room, 24);
  const [ann, bob] = [await person(), await speaker()];
  await expect(ann.newest).toBeHidden();
  await ann.message('Long ago 3').scrollIntoViewIfNeeded();
  await expect(ann.newest).toHaveText(words.newest);
  for (const text of ['One.', 'Two.', 'Three.']) await bob.says(text);
  await expect(ann.newest).toHaveText(words.isNew(3));
  await expect(ann.page).toHaveTitle(`(3) ${room} · arc-chat`);

  await ann.newest.click();
  await expect(ann.message('Three.')).toBeInViewport();
  await expect(ann.newest).toBeHidden();
  await expect(ann.page).toHaveTitle(`${room} · arc-chat`);

  await ann.message('Long ago 3').scrollIntoViewIfNeeded();
  await expect(ann.newest).toBeVisible();
  await ann.says('Here.');
  await expect(ann.message('Here.')).toBeInViewport();
});

test('a line marks where reading was left off, in each way to be away', async ({ person, speaker, room }) => {
  const [ann, bob] = [await person(), await speaker()];
  await bob.says('Before.');
  await ann.sees('Before.');
  await ann.goesTo(`${room}-b`);
  for (const text of ['One.', 'Two.']) await bob.says(text);
  await expect(ann.room(room)).toContainText(words.isNew(2));
  await ann.goesTo(room);
  await expect(ann.firstNew).toContainText('One.');
  await expect(ann.message('Two.')).toBeInViewport();
  await isAccessible(ann);
  // A person who answers has read everything.
  await ann.says('Three.');
  await expect(ann.newLine).toHaveCount(0);

  await ann.looksElsewhere();
  await bob.says('Four.');
  await expect(ann.page).toHaveTitle(`(1) ${room} · arc-chat`);
  await ann.looksElsewhere(false);
  await expect(ann.firstNew).toContainText('Four.');
  // The line ends with the visit.
  await ann.goesTo(`${room}-b`);
  await ann.goesTo(room);
  await expect(ann.newLine).toHaveCount(0);

  await ann.losesNetwork();
  await bob.says('Six.');
  await ann.getsNetworkBack();
  await expect(ann.firstNew).toContainText('Six.');

  await ann.goesAway();
  await bob.says('Seven.');
  await ann.comesBackTo(room);
  await expect(ann.firstNew).toContainText('Seven.');
});

test('the page holds at most 200 messages of a long room, at any scroll position', async ({ person, room }) => {
  const texts = await fill(room, 400);
  const ann = await person();
  const readsFrom = async (text: string) => {
    await ann.message(text).scrollIntoViewIfNeeded();
    expect(await ann.messages.getByRole('paragraph').count()).toBeLessThanOrEqual(200);
    await expect(ann.message(text)).toBeInViewport();
  };
  for (let seq = 377; seq > 0; seq -= 24) await readsFrom(`Long ago ${seq}`);
  await readsFrom('Long ago 1');
  await ann.seesOnly(...texts.slice(0, 200));
  for (let seq = 150; seq <= 400; seq += 50) await readsFrom(`Long ago ${seq}`);
  await ann.seesOnly(...texts.slice(-200));
});

test('consecutive messages of one person stand under one name', async ({ person, speaker }) => {
  const [ann, bob] = [await person(), await speaker('Bob')];
  for (const text of ['One.', 'Two.']) await bob.says(text);
  await ann.says('Three.');
  await bob.says('Four.');
  await ann.sees('Four.');
  await ann.seesNamed('One.', 'Three.', 'Four.');
});

test('the heading of a day changes from today to yesterday after midnight', async ({
  browser,
  watch,
  origin,
  room,
}) => {
  const evening = new Date(2031, 4, 20, 23, 50);
  await fill(room, 1, evening.getTime() - 86_400_000);
  await fill(`${room}-b`, 1, evening.getTime());
  const context = await browser.newContext({ baseURL: origin });
  const ann = watch(await context.newPage());
  await ann.page.clock.install({ time: evening });
  await ann.opens(room);
  await expect(ann.days).toHaveText([words.yesterday]);
  await ann.goesTo(`${room}-b`);
  await expect(ann.days).toHaveText([words.today]);
  await ann.page.clock.fastForward('11:00');
  await expect(ann.days).toHaveText([words.yesterday]);
  await context.close();
});

test('only web addresses in a message become links, without referrer and opener', async ({ person, speaker }) => {
  const [ann, bob] = [await speaker(), await person()];
  await ann.says('See https://arc.codes/docs. Not javascript:alert(1)');
  await bob.sees('See https://arc.codes/docs. Not javascript:alert(1)');
  const links = bob.messages.getByRole('link');
  await expect(links).toHaveText(['https://arc.codes/docs']);
  await expect(links).toHaveAttribute('href', 'https://arc.codes/docs');
  await expect(links).toHaveAttribute('rel', 'noopener noreferrer');
  await expect(links).toHaveAttribute('target', '_blank');
});
