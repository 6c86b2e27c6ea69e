import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import { inGoodTime } from './gate.ts';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Gate, Held } from './gate.ts';

export type { Held };

/** One WebSocket of a program in `see/`. */
export class Caller {
  /** The name of the person behind it. */
  readonly name: string;
  readonly url: string;
  /** All frames that came, parsed, oldest first. */
  readonly heard: Record<string, unknown>[] = [];
  /** `open`, `closed`, or the status of the answer that refused it. */
  status: 'open' | 'closed' | number = 'closed';
  readonly #id = randomUUID();
  readonly #socket: WebSocket;
  readonly #gate: Gate;
  /** The calls of functions that this socket has caused. */
  #caused = 1;

  constructor(name: string, url: string, headers: Record<string, string>, gate: Gate) {
    this.name = name;
    this.url = url;
    this.#gate = gate;
    this.#socket = new WebSocket(url, { headers: { ...headers, 'x-caller': this.#id } });
    this.#socket.on('error', () => {});
    this.#socket.on('message', (data: Buffer) => this.heard.push(JSON.parse(data.toString())));
    this.#socket.on('close', () => {
      if (this.status !== 'open') return;
      this.status = 'closed';
      this.#caused++;
    });
  }

  /** Resolves when the socket is open or refused. */
  async begin(): Promise<this> {
    const refused = once(this.#socket, 'unexpected-response').then(([, { statusCode }]) => statusCode);
    this.status = await Promise.race([once(this.#socket, 'open').then(() => 'open' as const), refused]);
    return this;
  }

  /** The id of the connection, as the functions get it. */
  get connection(): string {
    return this.#gate.connectionOf(this.#id) ?? '';
  }

  send(frame: unknown): void {
    this.#caused++;
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Closes the socket, and waits until the server knows. */
  async close(): Promise<void> {
    if (this.status !== 'open') return;
    this.#socket.close();
    await once(this.#socket, 'close');
    await this.settled();
  }

  /** Cuts the line without a word. */
  async cut(): Promise<void> {
    if (this.status !== 'open') return;
    this.#socket.terminate();
    await once(this.#socket, 'close');
  }

  /** Resolves when all functions that this socket has called have ended. */
  async settled(): Promise<void> {
    await this.#gate.until(() => this.#gate.endedOf(this.#id) >= this.#caused, 'the end of a function');
  }

  /** Resolves when all that the server has sent so far has come. */
  async ping(): Promise<void> {
    if (this.status !== 'open') return;
    this.#socket.ping();
    const over = new AbortController();
    const { signal } = over;
    const ends = ['pong', 'close'].map((event) => once(this.#socket, event, { signal }));
    await inGoodTime(Promise.race(ends), () => 'no answer to a ping');
    over.abort();
    await Promise.allSettled(ends);
  }
}

/** The file for the nth picture of a program; undefined if nobody wants it. */
export type PictureFile = (n: number) => string | undefined;

/** The place where the program of a chapter runs: the app in the sandbox, with its gate. */
export class Lab {
  /** The address of the page. */
  readonly url: string;
  readonly gate: Gate;
  readonly lines: string[] = [];
  readonly #callers: Caller[] = [];
  readonly #openBrowser: () => Promise<Browser>;
  readonly #contexts: BrowserContext[] = [];
  readonly #rowsOf: (table: string) => Promise<Record<string, unknown>[]>;
  readonly #pictureFile: PictureFile;
  #pictures = 0;

  constructor(
    url: string,
    gate: Gate,
    openBrowser: () => Promise<Browser>,
    rowsOf: (table: string) => Promise<Record<string, unknown>[]>,
    pictureFile: PictureFile,
  ) {
    this.url = url;
    this.gate = gate;
    this.#openBrowser = openBrowser;
    this.#rowsOf = rowsOf;
    this.#pictureFile = pictureFile;
  }

  print(line: string): void {
    this.lines.push(line);
  }

  /** Opens a socket of a person to an address. */
  async connect(name: string, url: string, headers: Record<string, string> = {}): Promise<Caller> {
    const caller = await new Caller(name, url, headers, this.gate).begin();
    this.#callers.push(caller);
    return caller;
  }

  /** Waits until all is over: each function has ended, and each frame has come. Nothing more can be heard then. */
  async settled(): Promise<void> {
    for (const caller of this.#callers) await caller.settled();
    await this.gate.until(this.gate.isQuiet, 'the end of all functions');
    for (const caller of this.#callers) await caller.ping();
  }

  /** The rows of a table, as they are stored. */
  rows(table: string): Promise<Record<string, unknown>[]> {
    return this.#rowsOf(table);
  }

  /** Opens the page in a browser of its own. Its sockets are not waited for: wait for what the page shows. */
  async browse(): Promise<Page> {
    const context = await (
      await this.#openBrowser()
    ).newContext({
      baseURL: this.url,
      viewport: { width: 640, height: 320 },
    });
    this.#contexts.push(context);
    const page = await context.newPage();
    await page.goto('/');
    return page;
  }

  /** Takes a picture of the page, if the text shows it. Only `npm run tutorial -- N --update` does so. */
  async picture(page: Page): Promise<void> {
    const path = this.#pictureFile(++this.#pictures);
    if (!path) return;
    await page.screenshot({ path, animations: 'disabled' });
  }

  async end(): Promise<void> {
    for (const context of this.#contexts) await context.close();
    // One by one, so that the sandbox never has many goodbyes at once.
    for (const caller of this.#callers) await caller.close();
    await this.gate.until(this.gate.isQuiet, 'the end of all functions');
  }
}
