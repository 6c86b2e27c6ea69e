// npm run scroll -w tools: scrolls a room of 5,000 messages to its beginning and back, and prints the longest tasks.
import { launchBrowser } from './browser.ts';
import { Visitor } from '../e2e/testing/visitor.ts';
import { longestTask, traced } from './testing/tasks.ts';
import { fillRoom } from './bench/history.ts';
import { build } from '../scripts/lib/build.ts';
import { freePorts } from '../scripts/lib/free-ports.ts';
import { Problem } from '../scripts/lib/root.ts';
import { startSandbox } from '../scripts/lib/sandbox.ts';

const messages = 5_000;
const room = 'long';
/** Half a screen in four frames, faster than anybody reads. */
const pixelsAFrame = 120;

interface Ride {
  frames: number;
  /** The most messages that the page held at once. */
  lines: number;
}

/** Runs in the page. Scrolls the log by `step` pixels a frame, until it can go no further and ends with `lastText`. */
function ride({ step, lastText }: { step: number; lastText: string }): Promise<Ride> {
  const log = document.querySelector('#log');
  if (!log) throw new Error('the page has no #log');
  const ride: Ride = { frames: 0, lines: 0 };
  return new Promise((resolve) => {
    requestAnimationFrame(function frame() {
      ride.frames++;
      ride.lines = Math.max(ride.lines, log.querySelectorAll('.message').length);
      const before = log.scrollTop;
      log.scrollTop += step;
      const text = log.querySelector(step < 0 ? '.message p' : '.message:last-child p')?.textContent;
      if (log.scrollTop === before && text === lastText) resolve(ride);
      else requestAnimationFrame(frame);
    });
  });
}

const failure = await build();
if (failure) throw new Problem(failure);
const [tables = 0] = await freePorts(1);
const { url, stop } = await startSandbox({ env: { ARC_TABLES_PORT: String(tables) } });
const browser = await launchBrowser();

try {
  await fillRoom(tables, room, messages, AbortSignal.timeout(60_000));
  const reader = new Visitor(await browser.newPage({ baseURL: url }));
  await reader.opens(room);
  await reader.messages.last().waitFor();
  for (const [title, step, lastText] of [
    ['to the beginning', -pixelsAFrame, 'Message 1'],
    ['back to the end', pixelsAFrame, `Message ${messages}`],
  ] as const) {
    await browser.startTracing(reader.page, { categories: traced });
    const { frames, lines } = await reader.page.evaluate(ride, { step, lastText });
    const tasks = longestTask(await browser.stopTracing());
    console.log(`${title}: ${frames} frames, at most ${lines} messages in the page`);
    console.log(`  ${tasks}`);
  }
} finally {
  await browser.close();
  await stop();
}
