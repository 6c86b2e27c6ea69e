import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from '../testing/fixtures.ts';

const folder = join(import.meta.dirname, '../../packages/client');
const readme = readFileSync(join(folder, 'README.md'), 'utf8');

test('the bot in the README of the client answers', async ({ person, origin, room }) => {
  const [, code = ''] = /^```ts\n([^]*?)^```$/m.exec(readme) ?? [];
  const here = code.replace("'http://localhost:3333'", `'${origin}'`).replace("'lobby'", `'${room}'`);
  expect(here).toContain(room);
  const ann = await person();
  const bot = spawn(process.execPath, ['--input-type=module-typescript', '--eval', here], { cwd: folder, env: {} });
  const complaints = text(bot.stderr);
  try {
    await ann.seesPeople('Guest', 'Guest');
    for (let i = 1; i <= 2; i++) {
      await ann.says('!ping');
      await expect(ann.message('Pong, Guest.')).toHaveCount(i);
    }
  } finally {
    bot.kill();
    await once(bot, 'exit');
  }
  expect(await complaints).toBe('');
});
