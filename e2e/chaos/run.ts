import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Problem } from '../../scripts/lib/root.ts';
import { catchUp, emptyOutboxes, readAsGuest, untilNone } from './end.ts';
import { hosts } from './hosts.ts';
import { judge, type Verdict, type View } from './judge.ts';
import { Participant } from './participant.ts';
import { castOf } from './script.ts';
import { Storm } from './storm.ts';
import type { Message } from '@arc-chat/protocol';
import type { Options } from './options.ts';

export type Report = Verdict & {
  /** A text for each person with messages left in the outbox, and the state of their tabs. */
  stuck: string[];
  /** How often each kind of fault happened. */
  faults: ReadonlyMap<string, number>;
  /** The kinds of fault that had to happen and did not. */
  missing: string[];
  /** How often the server refused a frame, by code. */
  refusals: ReadonlyMap<string, number>;
  /** Pages that were loaded, again after each crash. */
  loads: number;
  connections: number;
  /** How often a client started its history over. It never should: no log is replaced in a run. */
  restarts: number;
  /** The last lines that the app printed. */
  output: readonly string[];
};

/**
 * The state of a run. `storm`: people chat and faults happen. `calm`: faults are over, the outboxes have to become
 * empty. `judgement`: the logs and the pages are read and judged.
 */
export type Progress = { phase: 'storm' | 'calm' | 'judgement'; sent: number; faults: number; connections: number };

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

/** Longer than faults can hold a request back: 1.8 s in the network, then 1.5 s in a function (plan.ts). */
const longestDelayMs = 4_000;

/**
 * If a kind of fault is missing, the storm goes on until it happens, or until no other has happened for so long: on a slow
 * machine, many messages still wait to be sent when the people have done everything.
 */
const overtimeMs = 30_000;

interface App {
  port: number;
  url: string;
  kills: number;
  /** Kills the app, the nth time, and starts it again, on the same port and over the same database. */
  restart(nth: number): Promise<string>;
  readLog(room: string): Promise<Message[]>;
}

class Run {
  readonly storm: Storm;
  readonly #people: Participant[] = [];
  readonly #options: Options;
  readonly #signal: AbortSignal;
  readonly #tell: (progress: Progress) => void;

  constructor(options: Options, signal: AbortSignal, tell: (progress: Progress) => void) {
    this.#options = options;
    this.storm = new Storm(options.host);
    this.#signal = signal;
    this.#tell = tell;
  }

  async play(app: App): Promise<Omit<Report, 'output'>> {
    await this.#rage(app);
    this.#progress('calm');
    const stuck = await emptyOutboxes(this.#people, this.#signal);
    // A copy that the network doubled may still be on its way. It must arrive before the judge reads the log.
    await setTimeout(longestDelayMs, undefined, { signal: this.#signal });
    this.#progress('judgement');
    const { logs, views } = await this.#look(app);
    const written = await Promise.all(this.#people.map((person) => person.written()));
    return {
      ...judge(written, logs, views),
      stuck,
      faults: this.storm.counts,
      missing: this.storm.missing,
      refusals: this.storm.refusals,
      loads: sum(this.#people.map(({ loads }) => loads)),
      connections: this.#connections,
      restarts: sum(this.#people.map(({ restarts }) => restarts)),
    };
  }

  leave(): void {
    for (const person of this.#people) person.leave();
  }

  async #rage(app: App): Promise<void> {
    const { seed, people, seconds } = this.#options;
    for (const role of castOf(seed, people, seconds)) {
      this.#people.push(await Participant.arrive(role, seed, app.port, this.storm));
    }
    const telling = setInterval(() => this.#progress('storm'), 1_000);
    this.storm.isRaging = true;
    try {
      await Promise.all([...this.#people.map((person) => person.act(this.#signal)), this.#kill(app)]);
      await untilNone(() => this.storm.missing.length, this.#signal, overtimeMs);
    } finally {
      this.storm.isRaging = false;
      clearInterval(telling);
    }
  }

  /** Kills the app in the storm. With it, all pages of one person die: as if it had run on their machine. */
  async #kill({ kills, restart }: App): Promise<void> {
    const pauseMs = (this.#options.seconds * 1_000) / (kills + 1);
    for (let nth = 1; nth <= kills; nth++) {
      await setTimeout(pauseMs, undefined, { signal: this.#signal });
      this.#people[nth % this.#people.length]?.crash();
      this.storm.count(await restart(nth));
    }
  }

  /** Reads each room's log from the database, and the messages that every page and one new client per room show. */
  async #look({ url, readLog }: App) {
    const logs = new Map<string, Message[]>();
    for (const { role } of this.#people) logs.set(role.room, await readLog(role.room));
    const lengths = new Map([...logs].map(([room, log]) => [room, log.length]));
    await catchUp(this.#people, lengths, this.#signal);
    const views: View[] = this.#people.flatMap(({ role: { person, room }, pages }) =>
      pages.map(({ state }, i) => ({ who: `${person} (tab ${i + 1})`, room, messages: state.messages })),
    );
    for (const [room, { length }] of logs) {
      views.push({ who: 'a new client', room, messages: await readAsGuest(url, room, length, this.#signal) });
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
 * Runs the whole test: starts the app, plays the three phases, then stops the app and removes its folder.
 *
 * @throws Problem when the app does not start, or dies during the run
 */
export async function chaos(
  options: Options,
  signal: AbortSignal,
  tell: (progress: Progress) => void = () => {},
): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'arc-chaos-'));
  const clean = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  // Also removes the folder when the process exits before the end.
  process.once('exit', clean);
  const died = new AbortController();
  const run = new Run(options, AbortSignal.any([signal, died.signal]), tell);
  const { storm } = run;
  const host = await hosts[options.host]({ seed: options.seed, folder, storm, signal });
  let current: Awaited<ReturnType<typeof host.start>> | undefined;
  const start = async (port?: number) => {
    const app = await host.start(port);
    void app.gone.then(() => app === current && died.abort());
    return (current = app);
  };
  try {
    const { port, url } = await start();
    const restart = async (nth: number) => {
      const killed = current;
      current = undefined;
      const kind = killed ? await host.kill(killed, nth) : '';
      await start(port);
      return kind;
    };
    const { kills, readLog } = host;
    return { ...(await run.play({ port, url, kills, restart, readLog })), output: storm.output };
  } catch (error) {
    throw died.signal.aborted ? new Problem(['The app died. Its last lines:', ...storm.output].join('\n  ')) : error;
  } finally {
    run.leave();
    const last = current;
    current = undefined;
    await last?.stop();
    await host.close();
    clean();
    process.off('exit', clean);
  }
}
