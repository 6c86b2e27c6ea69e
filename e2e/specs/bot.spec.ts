import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from '../../scripts/lib/root.ts';
import { expect, test } from '../testing/fixtures.ts';

test('the example bot answers each command once', async ({ person, origin, room }) => {
  const ann = await person();
  const program = join(root, 'packages/client/examples/bot.ts');
  const bot = spawn(process.execPath, [program, origin, room], { env: {} });
  const complaints = text(bot.stderr);
  try {
    await ann.seesPeople('Guest', 'Guest');
    for (let i = 1; i <= 2; i++) {
      await ann.posts('!ping');
      await expect(ann.message('Pong, Guest.')).toHaveCount(i);
      await expect(ann.message('!ping')).toHaveCount(i);
    }
  } finally {
    bot.kill();
    await once(bot, 'exit');
  }
  expect(await complaints).toBe('');
});
