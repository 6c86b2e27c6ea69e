import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Problem } from '../../scripts/lib/root.ts';
import { makeProject } from './app.ts';
import { catchUp, emptyOutboxes, readAsGuest, untilNone } from './end.ts';
import { judge, type Verdict, type View } from './judge.ts';
import { Participant } from './participant.ts';
import { readTable } from './read-table.ts';
import { castOf } from './script.ts';
import { missingKinds, Storm } from './storm.ts';
import type { Message } from '@arc-chat/protocol';
import { startDatabase } from '../../scripts/lib/database.ts';
import { newSecret } from '../../scripts/lib/local-data.ts';
import { startSandbox } from '../../scripts/lib/sandbox.ts';
import type { Options } from './options.ts';

export type Report = Verdict & {
  /** A text for each person with messages left in the outbox, and the state of their tabs. */
  stuck: string[];
  /** How often each kind of fault happened. */
  faults: ReadonlyMap<string, number>;
  /** How often the server refused a frame, by code. */
  refusals: ReadonlyMap<string, number>;
  /** Pages that were loaded, again after each crash. */
  loads: number;
  connections: number;
  /** How often a client started its history over. It never should: no log is replaced in a run. */
  restarts: number;
  /** The last lines that the functions and the sandbox printed. */
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

interface Server {
  port: number;
  url: string;
  /** Kills the server and starts it again, on the same port and over the same database. */
  restart(): Promise<void>;
}

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

  async play({ port, url, restart }: Server): Promise<Omit<Report, 'output'>> {
    await this.#rage(port, restart);
    this.#progress('calm');
    const stuck = await emptyOutboxes(this.#people, this.#signal);
    // A copy that the network doubled may still be on its way. It must arrive before the judge reads the log.
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

  async #rage(port: number, restart: () => Promise<void>): Promise<void> {
    const { seed, people, seconds } = this.#options;
    for (const role of castOf(seed, people, seconds)) {
      this.#people.push(await Participant.arrive(role, seed, port, this.storm));
    }
    const telling = setInterval(() => this.#progress('storm'), 1_000);
    this.storm.isRaging = true;
    try {
      await Promise.all([...this.#people.map((person) => person.act(this.#signal)), this.#kill(seconds / 2, restart)]);
      await untilNone(() => missingKinds(this.storm.counts).length, this.#signal, overtimeMs);
    } finally {
      this.storm.isRaging = false;
      clearInterval(telling);
    }
  }

  /** Kills the server in the middle of the storm. Its database stays, and with it the seats of the lost sockets. */
  async #kill(afterSeconds: number, restart: () => Promise<void>): Promise<void> {
    await setTimeout(afterSeconds * 1_000, undefined, { signal: this.#signal });
    this.storm.count('server killed');
    await restart();
  }

  /** Reads each room's log from the table, and the messages that every page and one new client per room show. */
  async #look(url: string) {
    const logs = new Map<string, Message[]>();
    for (const { role } of this.#people) logs.set(role.room, await readTable(role.room));
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
  const [database, secret] = [await startDatabase(), newSecret()];
  const start = async (port?: number) => {
    const print = (line: string) => storm.hear(line);
    const kept = { database: database.port, secret };
    const sandbox = await startSandbox({ folder, cold: false, ...kept, ...(port && { port }), print });
    void sandbox.gone.then(() => sandbox === current && died.abort());
    Object.assign(process.env, sandbox.env);
    return sandbox;
  };
  let current: Awaited<ReturnType<typeof start>> | undefined;
  try {
    await makeProject(folder, signal);
    const { port, url } = (current = await start());
    const restart = async () => {
      const killed = current;
      current = undefined;
      await killed?.kill();
      current = await start(port);
    };
    return { ...(await run.play({ port, url, restart })), output: storm.output };
  } catch (error) {
    throw died.signal.aborted
      ? new Problem(['The sandbox died. Its last lines:', ...storm.output].join('\n  '))
      : error;
  } finally {
    run.leave();
    const last = current;
    current = undefined;
    await last?.stop();
    await database.stop();
    clean();
    process.off('exit', clean);
  }
}
