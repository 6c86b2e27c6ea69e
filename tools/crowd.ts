// npm run crowd -w tools: 20 tabs of one browser write in a room of more than 100 people. Prints the longest task.
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { Room } from '@arc-chat/client';
import { guest } from '@arc-chat/client/node';
import { launchBrowser } from './browser.ts';
import { longestTask, traced } from './testing/tasks.ts';
import { fillSeats } from '../e2e/testing/storage.ts';
import { Visitor } from '../e2e/testing/visitor.ts';
import { build } from '../scripts/lib/build.ts';
import { Problem } from '../scripts/lib/root.ts';
import { startSandbox } from '../scripts/lib/sandbox.ts';

const room = 'crowd';
const tabs = 20;
const rounds = 3;
const patienceMs = 180_000;
/** At most 100 seats come from one address, and the presence of more than 100 people is not listed. */
const others = 78;
const withoutSocket = 25;

const failure = await build();
if (failure) throw new Problem(failure);
const { url, env, stop } = await startSandbox();
Object.assign(process.env, env);
const browser = await launchBrowser();
const crowd: Room[] = [];

try {
  // Seats from the future are not removed for want of a socket.
  await fillSeats(room, withoutSocket, { sinceMs: -3_600_000 });
  for (let i = 0; i < others; i++) {
    const other = new Room(room, guest(url));
    other.open();
    crowd.push(other);
    while (other.state.status.type !== 'live') await setTimeout(10);
  }
  const context = await browser.newContext({ baseURL: url });
  const people: Visitor[] = [];
  for (let i = 0; i < tabs; i++) {
    const person = new Visitor(await context.newPage());
    await person.opens(room);
    people.push(person);
  }
  const [first] = people;
  assert.ok(first);
  await first.page.locator('#people').getByText('100+ people').waitFor();

  await browser.startTracing(first.page, { categories: traced });
  const since = performance.now();
  for (let round = 1; round <= rounds; round++) {
    await Promise.all(people.map((person, i) => person.posts(`Round ${round}, tab ${i + 1}`)));
  }
  const sent = `#messages .message:not(.unsent) >> nth=${tabs * rounds - 1}`;
  for (const { page } of people) await page.locator(sent).waitFor({ timeout: patienceMs });
  const seconds = ((performance.now() - since) / 1000).toFixed(0);
  const tasks = longestTask(await browser.stopTracing());
  const textsIn = (person: Visitor) => person.messages.getByRole('paragraph').allTextContents();
  const texts = await textsIn(first);
  assert.equal(new Set(texts).size, tabs * rounds);
  for (const person of people) assert.deepEqual(await textsIn(person), texts);
  console.log(
    `${tabs} tabs in a room of ${others + withoutSocket + tabs} seats: ${tabs * rounds} messages in ${seconds} s, the same in each tab`,
  );
  console.log(`  ${tasks}`);
} finally {
  for (const other of crowd) other.close();
  await browser.close();
  await stop();
}
