import { expect, test } from '../testing/fixtures.ts';
import { idOf, operator } from '../testing/operator.ts';
import { words } from '../testing/words.ts';

test('a blocked person is put out and told so, and comes back when the block is removed @sandbox', async ({
  person,
  speaker,
  room,
}) => {
  const [ann, bob] = [await speaker('Ann'), await person()];
  await bob.isCalled('Bob');
  await ann.seesPeople('Ann', 'Bob');
  const id = await idOf(room, 'Bob');
  bob.isCutOff = true;
  await operator('block', 'user', id, '--hours', '1');
  await expect(bob.advice).toContainText(words.blocked);
  await ann.seesPeople('Ann');
  await bob.posts('Let me in');
  await bob.waitsToSend('Let me in');
  // Neither another try nor a new page helps.
  await bob.remedy.click();
  await expect(bob.advice).toContainText(words.blocked);
  await bob.reloads();
  await expect(bob.advice).toContainText(words.blocked);

  expect((await operator('blocks')).join('\n')).toContain(`user ${id}  until 20`);
  await operator('unblock', 'user', id);
  await bob.isLetIn();
  await ann.sees('Let me in');
});

test('a blocked network gets no ticket, and a blocked room is closed for everybody, other rooms are not @sandbox', async ({
  person,
  room,
}) => {
  const ann = await person();
  await ann.page.route('**/ticket', (route) =>
    route.continue({ headers: { ...route.request().headers(), 'x-forwarded-for': '203.0.113.9' } }),
  );
  ann.isCutOff = true;
  await operator('block', 'ip', '203.0.113.9', '--hours', '0.5');
  await ann.losesConnection();
  await expect(ann.advice).toContainText(words.blocked);
  await operator('unblock', 'ip', '203.0.113.9');
  await ann.isLetIn();

  ann.isCutOff = true;
  await operator('block', 'room', room);
  await expect(ann.advice).toContainText(words.roomClosed);
  await ann.goesTo(`${room}-2`);
});

test('an erased message is gone from every open page, and from the pages to come @sandbox', async ({
  person,
  room,
}) => {
  const ann = await person();
  const bob = await person();
  await bob.says('my password is hunter2');
  await ann.says('Oh dear');
  await ann.sees('my password is hunter2');
  expect(await operator('erase', room, '1')).toEqual([`1 message of ${room} erased.`]);
  for (const it of [ann, bob]) await it.seesOnly(words.removed, 'Oh dear');
  expect((await operator('room-tag', room)).join()).toMatch(/^[0-9a-f]{16}$/);
  await bob.reloads();
  await bob.seesOnly(words.removed, 'Oh dear');
  expect(await bob.page.content()).not.toContain('hunter2');
  expect((await operator('look', room)).join('\n')).not.toContain('hunter2');
});
