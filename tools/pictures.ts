// npm run pictures -w tools: takes pictures of the page in its main states, on a desktop and a phone, light and dark.
import { join } from 'node:path';
import { launchBrowser } from './browser.ts';
import { Visitor } from '../e2e/testing/visitor.ts';
import { WireDrawer } from '../e2e/testing/wire-drawer.ts';
import { build } from '../scripts/lib/build.ts';
import { Problem, root } from '../scripts/lib/root.ts';
import { startSandbox } from '../scripts/lib/sandbox.ts';
import type { BrowserContextOptions } from '@playwright/test';

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const failure = await build();
if (failure) throw new Problem(failure);
const { url, stop } = await startSandbox();
const browser = await launchBrowser();

async function arrive(name: string, look: BrowserContextOptions): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: url, locale: 'en-GB', ...look });
  const person = new Visitor(await context.newPage());
  await person.opens('lobby');
  await person.isCalled(name);
  return person;
}

async function photograph({ page }: Visitor, name: string): Promise<void> {
  for (const [colorScheme, suffix] of [
    ['light', ''],
    ['dark', '-dark'],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(root, 'docs', `${name}${suffix}.png`), animations: 'disabled' });
  }
  console.log(`docs/${name}.png and docs/${name}-dark.png`);
}

async function converse(ann: Visitor, bob: Visitor): Promise<void> {
  await ann.says('Is this thing on?');
  await bob.says('Loud and clear.');
  await bob.says('What happens if my train goes into a tunnel?');
  await ann.says('You write on, and it is sent when you are out again. Once, and in order.');
  await ann.says('How: https://github.com/architect/architect');
  await bob.says('你好，世界。 مرحبا بالعالم 🎉');
  await bob.says('<script>alert("And this?")</script>');
  await ann.sees('<script>alert("And this?")</script>');
  await ann.says('Stays text.');
  await bob.sees('Stays text.');
}

try {
  const ann = await arrive('Ann', desktop);
  const bob = await arrive('Bob', phone);
  await photograph(ann, 'empty');
  await converse(ann, bob);
  await bob.composer.pressSequentially('So I could');
  await ann.typing.filter({ hasText: 'Bob' }).waitFor();
  await photograph(ann, 'desktop');
  await photograph(bob, 'phone');
  await bob.looksAt('people');
  await photograph(bob, 'phone-people');
  await bob.looksAway();

  const wire = new WireDrawer(ann);
  await wire.opens();
  await wire.press('Send twice');
  await ann.says('This goes out twice.');
  await wire.press('Drop the socket');
  await wire.heals();
  await wire.press('Lose an answer');
  await ann.posts('And you will not be told of this.');
  await wire.shows('lost');
  await photograph(ann, 'wire');
  await wire.press('Close the wire');

  await ann.goesTo('garden');
  await bob.posts(' even write in there');
  await ann.room('lobby').filter({ hasText: '1 new' }).waitFor();
  await ann.losesNetwork();
  await ann.posts('I am in the tunnel now.');
  await ann.waitsToSend('I am in the tunnel now.');
  await photograph(ann, 'disconnected');
} finally {
  await browser.close();
  await stop();
}
