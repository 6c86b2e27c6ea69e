// npm run crowd -w tools: 20 tabs of one browser write in a room of more than 100 people. Prints the longest task.
import assert from 'node:assert/strict';
import { launchBrowser } from './browser.ts';
import { longestTask, traced } from './testing/tasks.ts';
import { fillSeats } from '../e2e/testing/storage.ts';
import { Visitor } from '../e2e/testing/visitor.ts';
import { build } from '../scripts/lib/build.ts';
import { Problem } from '../scripts/lib/root.ts';
import { startSandbox } from '../scripts/lib/sandbox.ts';

const room = 'crowd';
const tabs = 20;
const rounds = 5;
/** The presence of more than 100 people is not listed. These others have no socket. */
const others = 110;

const failure = await build();
if (failure) throw new Problem(failure);
const { url, env, stop } = await startSandbox();
Object.assign(process.env, env);
const browser = await launchBrowser();

try {
  // Seats from the future are not removed for want of a socket.
  await fillSeats(room, others, { sinceMs: -3_600_000 });
  const context = await browser.newContext({ baseURL: url });
  const people: Visitor[] = [];
  for (let i = 0; i < tabs; i++) {
    const person = new Visitor(await context.newPage());
    await person.opens(room);
    people.push(person);
  }
  const [first] = people;
  assert.ok(first);
  await first.page.getByText('100+ people').first().waitFor();

  await browser.startTracing(first.page, { categories: traced });
  const since = performance.now();
  for (let round = 1; round <= rounds; round++) {
    await Promise.all(people.map((person, i) => person.says(`Round ${round}, tab ${i + 1}`)));
  }
  const texts = await first.messages.getByRole('paragraph').allTextContents();
  assert.equal(new Set(texts).size, tabs * rounds);
  for (const person of people) await person.seesOnly(...texts);
  const seconds = ((performance.now() - since) / 1000).toFixed(0);
  const tasks = longestTask(await browser.stopTracing());
  console.log(
    `${tabs} tabs in a room of ${others + tabs}: ${tabs * rounds} messages in ${seconds} s, the same in each tab`,
  );
  console.log(`  ${tasks}`);
} finally {
  await browser.close();
  await stop();
}
