// npm run scroll -w tools: scrolls a room of 5,000 messages to its beginning and back, and prints the longest tasks.
import { launchBrowser } from './browser.ts';
import { Visitor } from '../e2e/testing/visitor.ts';
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

interface Traced {
  name: string;
  tid: number;
  args?: { name?: string };
  /** The duration by the clock, in microseconds. */
  dur?: number;
  /** The processor time, in microseconds. */
  tdur?: number;
}

/** The durations of the page thread's tasks, in milliseconds, the longest first. A frame is one task. */
function taskTimes(trace: Buffer): { wall: number[]; processor: number[] } {
  const { traceEvents }: { traceEvents: Traced[] } = JSON.parse(trace.toString());
  const threads = new Set(traceEvents.filter((it) => it.args?.name === 'CrRendererMain').map((it) => it.tid));
  const tasks = traceEvents.filter((it) => it.name.endsWith('RunTask') && threads.has(it.tid));
  const longest = (pick: (it: Traced) => number | undefined) =>
    tasks.map((it) => (pick(it) ?? 0) / 1000).toSorted((a, b) => b - a);
  return { wall: longest((it) => it.dur), processor: longest((it) => it.tdur) };
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
    await browser.startTracing(reader.page, { categories: ['toplevel', 'devtools.timeline'] });
    const { frames, lines } = await reader.page.evaluate(ride, { step, lastText });
    const { wall, processor } = taskTimes(await browser.stopTracing());
    const inMs = (times: number[]) => `${times[0]?.toFixed(0)} ms (${times.filter((it) => it > 50).length} over 50 ms)`;
    console.log(`${title}: ${frames} frames, at most ${lines} messages in the page`);
    console.log(`  longest task: ${inMs(processor)} of processor time, ${inMs(wall)} by the clock`);
  }
} finally {
  await browser.close();
  await stop();
}
