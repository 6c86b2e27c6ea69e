// npm run screenshots: README's pictures, taken of two people who chat in the sandbox.
import { join } from 'node:path';
import { chromium, type BrowserContextOptions } from '@playwright/test';
import { Person } from '../e2e/person.ts';
import { findBrowser } from './browser.ts';
import { build } from './build.ts';
import { Problem, root } from './root.ts';
import { startSandbox } from './sandbox.ts';

const desktop = { viewport: { width: 960, height: 540 } };
const phone = { viewport: { width: 390, height: 700 }, isMobile: true };

const failure = await build();
if (failure) throw new Problem(failure);
const { url, stop } = await startSandbox();
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});

async function arrive(name: string, look: BrowserContextOptions): Promise<Person> {
  const context = await browser.newContext({ baseURL: url, locale: 'en-GB', deviceScaleFactor: 2, ...look });
  const person = new Person(await context.newPage());
  await person.opens('lobby');
  await person.isCalled(name);
  return person;
}

try {
  const ann = await arrive('Ann', { ...desktop, colorScheme: 'light' });
  const bob = await arrive('Bob', { ...phone, colorScheme: 'dark' });
  await ann.says('Is this thing on?');
  await bob.says('Loud and clear. What happens if my train goes into a tunnel?');
  await ann.says('You write on, and it is sent when you are out again. Once, and in order.');
  await bob.says('<script>alert("And this?")</script>');
  await ann.sees('<script>alert("And this?")</script>');
  await ann.says('Stays text.');
  await bob.sees('Stays text.');
  await bob.composer.pressSequentially('So I could');
  await ann.page.getByText('Bob is typing…').waitFor();
  for (const { name, person } of [
    { name: 'desktop', person: ann },
    { name: 'phone', person: bob },
  ]) {
    await person.page.screenshot({ path: join(root, 'docs', `${name}.png`) });
    console.log(`docs/${name}.png`);
  }
} finally {
  await browser.close();
  await stop();
}
