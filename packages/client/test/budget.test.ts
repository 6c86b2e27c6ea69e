import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { budget, decodeServerFrame, encodeClientFrame } from '@arc-chat/protocol';
import { Room } from '../src/room.ts';
import { calm, LiveServer, pass } from '../testing/live-server.ts';
import { logA, room, rows } from '../testing/sample-log.ts';
import type { ClientFrame, Frame } from '@arc-chat/protocol';
import type { NetworkConditions } from '../testing/live-server.ts';

beforeEach(() => {
  mock.timers.reset();
  // Random numbers that repeat: a linear congruential generator.
  let state = 1;
  mock.method(Math, 'random', () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32);
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_767_225_600_000 });
});

const networks: [string, NetworkConditions][] = [
  ['a calm network', calm],
  ['clocks that differ by 20 ms', { ...calm, skewMs: 20 }],
  ['a network that bunches and reorders frames', { ...calm, latencyMs: [20, 600], skewMs: 20 }],
  ['a network that loses one answer in ten', { latencyMs: [20, 100], skewMs: 20, loss: 0.1 }],
];

/** The messages that get into the log in a second, once a burst has spent the credit. */
const saysASecond = 1_000 / budget.costMs.say;

const hasAll = ({ memory }: LiveServer, count: number) => {
  const ids = memory.rows(room).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, 'each once');
  assert.equal(ids.length, count);
};

for (const [what, network] of networks) {
  test(`a tab that drains its outbox over ${what} gets its share, and is never closed`, async (t) => {
    const server = new LiveServer(network);
    const chat = new Room(room, server.tab());
    chat.open();
    await pass(2_000);
    for (let i = 0; i < 40; i++) await chat.say(`no. ${i}`);
    let passed = 0;
    for (; chat.state.outbox.length > 0 && passed < 120_000; passed += 100) await pass(100);
    const { refusals, sockets } = server;
    t.diagnostic(`40 messages in ${passed / 1000} s, refusals: ${refusals.join(', ') || 'none'}`);
    hasAll(server, 40);
    assert.ok(refusals.every((code) => code === 'slow-down'));
    // With a wait for each answer, a slow network is slower than the budget. A lost answer costs five seconds.
    const mean = 2 * ((network.latencyMs[0] + network.latencyMs[1]) / 2);
    const each = Math.max(mean, 1_000 / saysASecond);
    assert.ok(passed < 40 * each * 1.5 + network.loss * 40 * 3 * 5_000, `${passed} ms`);
    assert.ok(network.loss > 0 || sockets === 1, `${sockets} sockets`);
    chat.close();
  });

  // A lost answer to a page costs the socket, so there is nothing to share.
  if (network.loss > 0) continue;
  test(`a tab that reads back beside its drain over ${what} gets on with both`, async (t) => {
    const server = new LiveServer(network);
    server.memory.logs.set(
      room,
      rows(1, 3_000).map((row) => ({ ...row, log: logA })),
    );
    const chat = new Room(room, server.tab());
    chat.open();
    await pass(2_000);
    const before = chat.state.messages.length;
    for (let i = 0; i < 200; i++) await chat.say(`no. ${i}`);
    const stopping = new AbortController();
    const reading = (async () => {
      while (!stopping.signal.aborted && chat.state.hasOlder) await chat.older();
    })();
    await pass(30_000);
    stopping.abort();
    const said = server.memory.rows(room).length - 3_000;
    const pages = (chat.state.messages.length - before - said) / 24;
    t.diagnostic(`${said} messages and ${pages.toFixed(1)} pages in 30 s, refusals: ${server.refusals.length}`);
    assert.ok(said >= 30 && pages >= 30, `${said} messages, ${pages} pages`);
    assert.ok(!server.refusals.includes('flood'));
    chat.close();
    await pass(2_000);
    await reading;
  });
}

test('five tabs of one person have a budget each', async () => {
  const server = new LiveServer({ ...calm, latencyMs: [10, 60], skewMs: 20 });
  const tabs = Array.from({ length: 5 }, () => new Room(room, server.tab()));
  for (const tab of tabs) tab.open();
  await pass(2_000);
  for (const tab of tabs) for (let i = 0; i < 20; i++) await tab.say(`no. ${i}`);
  await pass(10_000);
  hasAll(server, 100);
  assert.equal(server.sockets, 5);
  for (const tab of tabs) tab.close();
});

/** A client that was written from the document alone: it keeps no account, but heeds `retryAfterMs` or not. */
class PlainClient {
  readonly server: LiveServer;
  /** The frames that were done, by type. */
  readonly done = { say: 0, page: 0 };
  isClosed = false;
  readonly #socket;
  readonly #waits = new Map<string, (ms: number) => void>();
  /** Nothing is sent before this time. */
  #quietUntil = 0;

  constructor(server: LiveServer) {
    this.server = server;
    this.#socket = server.open();
    this.#socket.addEventListener('close', () => (this.isClosed = true));
    this.#socket.addEventListener('message', (event) => {
      const frame = 'data' in event ? decodeServerFrame(event.data) : undefined;
      if (frame?.type === 'said') this.#waits.get(frame.id)?.(0);
      if (frame?.type === 'page') this.#waits.get('page')?.(0);
      if (frame?.type === 'refused') this.#waits.get(frame.id ?? frame.of ?? '')?.(frame.retryAfterMs ?? 1_000);
    });
  }

  send(frame: ClientFrame): void {
    this.#socket.send(encodeClientFrame(frame));
  }

  /** Sends a frame again and again until it is done, each time after the wait that the server asked for. */
  async insist(frame: Frame<ClientFrame, 'say' | 'page'>): Promise<void> {
    const key = 'id' in frame ? frame.id : 'page';
    while (!this.isClosed) {
      while (this.#quietUntil > Date.now()) {
        await new Promise((resolve) => setTimeout(resolve, this.#quietUntil - Date.now()));
      }
      const wait = new Promise<number>((resolve) => this.#waits.set(key, resolve));
      this.send(frame);
      const ms = await wait;
      if (ms === 0) return void this.done[frame.type]++;
      this.#quietUntil = Math.max(this.#quietUntil, Date.now() + ms);
    }
  }
}

const sayOf = (n: number): Frame<ClientFrame, 'say'> => ({
  type: 'say',
  room,
  ...{ id: n.toString(16).padStart(32, '0'), text: `no. ${n}`, log: null, after: 0 },
});

test('a client that only heeds retryAfterMs is never closed, and starves neither its messages nor its pages', async (t) => {
  for (const skewMs of [0, 20]) {
    const server = new LiveServer({ latencyMs: [5, 30], skewMs, loss: 0 });
    const client = new PlainClient(server);
    // All of one id: the log stays short, and each counts.
    void (async () => {
      while (!client.isClosed) await client.insist(sayOf(1));
    })();
    void (async () => {
      while (!client.isClosed) await client.insist({ type: 'page', room, before: 1 });
    })();
    await pass(20_000);
    const { say, page } = client.done;
    t.diagnostic(`${say} messages and ${page} pages in 20 s`);
    assert.ok(!client.isClosed);
    assert.ok(say >= 15 && page >= 15, `${say} messages, ${page} pages`);
    client.isClosed = true;
  }
});

test('a client that ignores what it is told gets no more than its share, and is closed if it is far beyond it', async (t) => {
  for (const everyMs of [5, 20, 50, 100, 150, 190]) {
    const server = new LiveServer({ ...calm, skewMs: 20 });
    const client = new PlainClient(server);
    let accepted = 0;
    let ms = 0;
    for (let n = 1; ms < 30_000 && !client.isClosed; ms += everyMs) {
      client.send(sayOf(n));
      await pass(everyMs);
      accepted = server.answers.filter(({ type }) => type === 'said').length;
      const share = (budget.creditMs + ms + everyMs) / budget.costMs.say + 2;
      assert.ok(accepted <= share, `${accepted} messages in ${ms} ms`);
    }
    t.diagnostic(
      `a say every ${everyMs} ms: ${accepted} passed in ${ms} ms, ${client.isClosed ? 'then closed' : 'open'}`,
    );
    assert.equal(client.isClosed, everyMs <= 100);
  }
});
