import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startApp } from './app.ts';
import { readTable } from './database.ts';
import { catchUp, emptyOutboxes, readAsGuest } from './end.ts';
import { judge, type Verdict, type View } from './judge.ts';
import { Person } from './person.ts';
import { castOf } from './script.ts';
import { Storm } from './storm.ts';
import type { Message } from '@arc-chat/protocol';
import type { Sandbox } from '../../scripts/sandbox.ts';

export type Options = { seed: number; seconds: number; people: number };

export type Report = Verdict & {
  stuck: string[];
  faults: ReadonlyMap<string, number>;
  loads: number;
  connections: number;
  /** How often a client took the history for another one. */
  restarts: number;
  /** What the functions and the sandbox said last. */
  output: string[];
};

/** What a run tells while it goes on. */
export type Progress = { phase: string; sent: number; faults: number; connections: number };

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

/** What is kept of all that the functions say, for a run that fails. */
const outputLines = 40;

const meant = /chaos: a call failed|the function's process ended: exit 1$/;

/** After this, no fault holds anything back any more: a frame in the network, then a call in a function. */
const longestDelayMs = 4_000;

async function play(
  port: number,
  storm: Storm,
  people: Person[],
  options: Options,
  signal: AbortSignal,
  tell: () => void,
) {
  const { seed, seconds, people: count } = options;
  for (const role of castOf(seed, count, seconds)) {
    people.push(await Person.arrive(role, seed, port, storm));
  }
  const telling = setInterval(tell, 1_000);
  storm.isRaging = true;
  try {
    await Promise.all(people.map((person) => person.act(signal)));
  } finally {
    storm.isRaging = false;
    clearInterval(telling);
  }
}

async function see(url: string, people: Person[], signal: AbortSignal) {
  // A message that comes twice may come late.
  await setTimeout(longestDelayMs, undefined, { signal });
  const logs = new Map<string, Message[]>();
  for (const { role } of people) logs.set(role.room, await readTable(role.room));
  const lengths = new Map([...logs].map(([room, log]) => [room, log.length]));
  await catchUp(people, lengths, signal);
  const views: View[] = people.flatMap(({ role: { person, room }, pages }) =>
    pages.map(({ state }, i) => ({ who: `${person}, tab ${i + 1},`, room, messages: state.messages })),
  );
  for (const room of logs.keys()) {
    views.push({ who: 'a newcomer', room, messages: await readAsGuest(url, room, signal) });
  }
  return { logs, views };
}

/** Runs it from the first seat to the verdict, and leaves nothing behind. */
export async function chaos(
  options: Options,
  signal: AbortSignal,
  tell: (progress: Progress) => void = () => {},
): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'arc-chaos-'));
  const clean = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  // Also when nobody waits for us to finish.
  process.once('exit', clean);
  const storm = new Storm();
  const people: Person[] = [];
  const output: string[] = [];
  let sandbox: Sandbox | undefined;
  const hear = (line: string) => {
    const [, kind] = /│ chaos: (.+)$/.exec(line) ?? [];
    if (kind) storm.count(kind);
    else if (!meant.test(line)) output.push(line);
    if (output.length > outputLines) output.shift();
  };
  const connections = () => sum(people.map(({ network }) => network.connections));
  const tellOf = (phase: string) =>
    tell({
      phase,
      sent: sum(people.map((it) => it.disk.written.length)),
      faults: storm.total,
      connections: connections(),
    });
  try {
    sandbox = await startApp(folder, hear, signal);
    Object.assign(process.env, sandbox.env);
    await play(sandbox.port, storm, people, options, signal, () => tellOf('storm'));
    tellOf('calm');
    const stuck = await emptyOutboxes(people, signal);
    tellOf('judgement');
    const { logs, views } = await see(sandbox.url, people, signal);
    const written = people.map(({ role: { person, room }, disk, said }) => {
      return { person, room, texts: [...disk.written, ...said.filter((text) => !disk.written.includes(text))] };
    });
    const restarts = sum(people.map(({ restarts, pages }) => restarts + sum(pages.map((page) => page.state.restarts))));
    const loads = sum(people.map((it) => it.loads));
    const faults = storm.counts;
    return { ...judge(written, logs, views), stuck, faults, loads, connections: connections(), restarts, output };
  } finally {
    for (const person of people) person.leave();
    await sandbox?.stop();
    clean();
    process.off('exit', clean);
  }
}
