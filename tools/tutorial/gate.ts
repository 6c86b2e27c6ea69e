import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { buffer, json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { listen } from '../../scripts/lib/free-ports.ts';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** A call of a function began: see shim.ts. */
const Begun = v.object({
  id: v.string(),
  name: v.string(),
  pid: v.number(),
  connection: v.optional(v.string()),
  caller: v.optional(v.string()),
});
const Ended = v.object({ id: v.string(), problem: v.optional(v.string()) });

type Begun = v.InferOutput<typeof Begun>;

/** The calls that a gate holds back. */
export interface Held {
  /** Resolves when all of them have come. */
  came: Promise<unknown>;
  /** Lets them go on. */
  release(): void;
}

interface Hold extends Held {
  call: string;
  part: 'question' | 'answer';
  left: number;
  released: Promise<void>;
  hasCome(): void;
}

const limitMs = 20_000;

/**
 * A proxy between the functions and what they call, the database and the sockets. A program can hold a call there, before
 * or after its effect, and so choose who is first. The functions know nothing of it.
 */
export class Gate {
  readonly port: number;
  /** The time by the clock of the functions, in milliseconds since 1970. Undefined: the machine's. */
  now: number | undefined;
  /** The ends of sockets that no function will hear of. */
  lostGoodbyes = 0;
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #running = new Map<string, Begun>();
  readonly #connections = new Map<string, string>();
  #kills = 0;
  #ended: string[] = [];
  #problems: string[] = [];
  #holds: Hold[] = [];
  #waiting: (() => void)[] = [];
  #ports = { tables: 0, _arc: 0 };

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
    server.on('request', (request, response) => void this.#serve(request, response).catch(() => response.destroy()));
  }

  static async open(): Promise<Gate> {
    const server = createServer();
    return new Gate(server, await listen(server, '127.0.0.1', 0));
  }

  /** The ports of the sandbox's database, and of its sockets. */
  leadTo(ports: { tables: number; _arc: number }): void {
    this.#ports = ports;
  }

  close(): void {
    this.#agent.destroy();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Forgets all that was held, lost and heard. */
  reset(): void {
    for (const hold of this.#holds) hold.release();
    this.now = undefined;
    this.lostGoodbyes = 0;
    this.#ended = [];
    this.#problems = [];
    this.#holds = [];
    this.#connections.clear();
  }

  /**
   * Holds the next calls of one kind: `log PutItem`, `seats Query`, `post`.
   *
   * @param part the `question` is held before the call has an effect, the `answer` after it
   */
  hold(call: string, part: 'question' | 'answer', count = 1): Held {
    const come = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const hold: Hold = {
      call,
      part,
      left: count,
      released: release.promise,
      hasCome: come.resolve,
      came: inGoodTime(come.promise, () => `${hold.left} of ${count} calls "${call}" did not come`),
      release: release.resolve,
    };
    hold.came.catch(() => undefined);
    this.#holds.push(hold);
    return hold;
  }

  /** Kills the functions that are running, as a crash of their machine would. */
  kill(): void {
    this.#kills++;
    for (const [id, { pid }] of this.#running) {
      process.kill(pid, 'SIGKILL');
      this.#end(id);
    }
  }

  connectionOf(caller: string): string | undefined {
    return this.#connections.get(caller);
  }

  /** The number of calls of functions that a socket has caused and that have ended. */
  endedOf(caller: string): number {
    const connection = this.#connections.get(caller);
    return this.#ended.filter((it) => it === connection).length;
  }

  /** The lines of functions that failed. */
  get problems(): string[] {
    return [...new Set(this.#problems)];
  }

  /** Resolves when the condition holds. It is checked again whenever a function has ended. */
  async until(condition: () => boolean, what: string): Promise<void> {
    while (!condition()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      await inGoodTime(promise, () => `${what} did not come. ${this.problems.join(' ')}`);
    }
  }

  isQuiet = (): boolean => this.#running.size === 0;

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/begin') return this.#begin(v.parse(Begun, await json(request)), response);
    if (request.url === '/end') {
      const { id, problem } = v.parse(Ended, await json(request));
      if (problem) this.#problems.push(problem);
      this.#end(id);
      response.end();
      return;
    }
    const body = await buffer(request);
    const call = callOf(request, body);
    const jitter = Number(process.env['TUTORIAL_JITTER'] ?? 0);
    if (jitter > 0) await sleep(Math.random() * jitter);
    // A question that was held when its function was killed is never asked.
    if (!(await this.#hold(call, 'question'))) return;
    const answer = await this.#ask(request, body);
    const content = await buffer(answer);
    await this.#hold(call, 'answer');
    response.writeHead(answer.statusCode ?? 500, answer.headers).end(content);
  }

  #begin(begun: Begun, response: ServerResponse): void {
    const { id, name, caller, connection } = begun;
    this.#running.set(id, begun);
    if (caller && connection) this.#connections.set(caller, connection);
    const isLost = name.endsWith('disconnect') && this.lostGoodbyes > 0;
    if (isLost) this.lostGoodbyes--;
    response.end(JSON.stringify({ now: this.now, isLost }));
  }

  #end(id: string): void {
    this.#ended.push(this.#running.get(id)?.connection ?? '');
    this.#running.delete(id);
    for (const check of this.#waiting.splice(0)) check();
  }

  /** @returns false if the functions were killed meanwhile */
  async #hold(call: string, part: 'question' | 'answer'): Promise<boolean> {
    const hold = this.#holds.find((it) => it.left > 0 && it.call === call && it.part === part);
    if (!hold) return true;
    const kills = this.#kills;
    if (--hold.left === 0) hold.hasCome();
    await hold.released;
    return kills === this.#kills;
  }

  async #ask({ method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    const port = isDatabase(headers) ? this.#ports.tables : this.#ports._arc;
    const asking = request({ host: '127.0.0.1', port, method, path: url, headers, agent: this.#agent }).end(body);
    const [answer]: IncomingMessage[] = await once(asking, 'response');
    if (!answer) throw new Error('no answer');
    return answer;
  }
}

const isDatabase = (headers: IncomingMessage['headers']) => String(headers['x-amz-target']).startsWith('DynamoDB');

/** `log PutItem` for a call to the database, `post` or `close` for one to a socket. */
function callOf({ method, headers }: IncomingMessage, body: Buffer): string {
  if (!isDatabase(headers)) return method === 'DELETE' ? 'close' : 'post';
  const [, action] = String(headers['x-amz-target']).split('.');
  const { TableName }: { TableName?: string } = JSON.parse(body.toString());
  return `${TableName?.replace(/^.*-staging-/, '')} ${action}`;
}

/** @throws Error if the promise takes too long */
export async function inGoodTime<T>(promise: Promise<T>, problem: () => string): Promise<T> {
  const over = new AbortController();
  const late = sleep(limitMs, undefined, { signal: over.signal, ref: false }).then(() => {
    throw new Error(problem());
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    over.abort();
  }
}
