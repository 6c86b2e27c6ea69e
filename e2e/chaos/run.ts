import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Problem } from '../../scripts/lib/root.ts';
import { startApp } from './app.ts';
import { readTable } from './database.ts';
import { catchUp, emptyOutboxes, readAsGuest } from './end.ts';
import { judge, type Verdict, type View } from './judge.ts';
import { Participant } from './participant.ts';
import { castOf } from './script.ts';
import { Storm } from './storm.ts';
import type { Message } from '@arc-chat/protocol';
import type { Sandbox } from '../../scripts/lib/sandbox.ts';
import type { Options } from './options.ts';

export type Report = Verdict & {
  /** Who did not get rid of what they had written, and in what state they are. */
  stuck: string[];
  faults: ReadonlyMap<string, number>;
  refusals: ReadonlyMap<string, number>;
  loads: number;
  connections: number;
  /** How often a client took the history for another one. */
  restarts: number;
  /** What the functions and the sandbox said last. */
  output: readonly string[];
};

/** What a run tells while it goes on. */
export type Progress = { phase: 'storm' | 'calm' | 'judgement'; sent: number; faults: number; connections: number };

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

/** After this, no fault holds anything back any more: a frame in the network, then a call in a function. */
const longestDelayMs = 4_000;

class Run {
  readonly storm = new Storm();
  readonly #people: Participant[] = [];
  readonly #options: Options;
  readonly #signal: AbortSignal;
  readonly #tell: (progress: Progress) => void;

  constructor(options: Options, signal: AbortSignal, tell: (progress: Progress) => void) {
    this.#options = options;
    this.#signal = signal;
    this.#tell = tell;
  }

  async play({ port, url }: Sandbox): Promise<Omit<Report, 'output'>> {
    await this.#rage(port);
    this.#progress('calm');
    const stuck = await emptyOutboxes(this.#people, this.#signal);
    // A message that comes twice may come late.
    await setTimeout(longestDelayMs, undefined, { signal: this.#signal });
    this.#progress('judgement');
    const { logs, views } = await this.#look(url);
    const written = await Promise.all(this.#people.map((person) => person.written()));
    return {
      ...judge(written, logs, views),
      stuck,
      faults: this.storm.counts,
      refusals: this.storm.refusals,
      loads: sum(this.#people.map(({ loads }) => loads)),
      connections: this.#connections,
      restarts: sum(this.#people.map(({ restarts }) => restarts)),
    };
  }

  leave(): void {
    for (const person of this.#people) person.leave();
  }

  async #rage(port: number): Promise<void> {
    const { seed, people, seconds } = this.#options;
    for (const role of castOf(seed, people, seconds)) {
      this.#people.push(await Participant.arrive(role, seed, port, this.storm));
    }
    const telling = setInterval(() => this.#progress('storm'), 1_000);
    this.storm.isRaging = true;
    try {
      await Promise.all(this.#people.map((person) => person.act(this.#signal)));
    } finally {
      this.storm.isRaging = false;
      clearInterval(telling);
    }
  }

  /** What there is, and what everybody sees of it: those who were there, and somebody who comes now. */
  async #look(url: string) {
    const logs = new Map<string, Message[]>();
    for (const { role } of this.#people) logs.set(role.room, await readTable(role.room));
    const lengths = new Map([...logs].map(([room, log]) => [room, log.length]));
    await catchUp(this.#people, lengths, this.#signal);
    const views: View[] = this.#people.flatMap(({ role: { person, room }, pages }) =>
      pages.map(({ state }, i) => ({ who: `${person}, tab ${i + 1},`, room, messages: state.messages })),
    );
    for (const room of logs.keys()) {
      views.push({ who: 'a newcomer', room, messages: await readAsGuest(url, room, this.#signal) });
    }
    return { logs, views };
  }

  get #connections(): number {
    return sum(this.#people.map(({ network }) => network.connections));
  }

  #progress(phase: Progress['phase']): void {
    const sent = sum(this.#people.map(({ disk }) => disk.written.length));
    this.#tell({ phase, sent, faults: this.storm.total, connections: this.#connections });
  }
}

/**
 * Runs it from the first seat to the verdict, and leaves nothing behind.
 *
 * @throws Problem when the app does not start or does not stay
 */
export async function chaos(
  options: Options,
  signal: AbortSignal,
  tell: (progress: Progress) => void = () => {},
): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'arc-chaos-'));
  const clean = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  // Also when nobody waits for us to finish.
  process.once('exit', clean);
  const died = new AbortController();
  const run = new Run(options, AbortSignal.any([signal, died.signal]), tell);
  const { storm } = run;
  let sandbox: Sandbox | undefined;
  try {
    sandbox = await startApp(folder, (line) => storm.hear(line), signal);
    void sandbox.gone.then(() => died.abort());
    Object.assign(process.env, sandbox.env);
    return { ...(await run.play(sandbox)), output: storm.output };
  } catch (error) {
    throw died.signal.aborted ? new Problem(['The sandbox died.', ...storm.output].join('\n  ')) : error;
  } finally {
    run.leave();
    await sandbox?.stop();
    clean();
    process.off('exit', clean);
  }
}
