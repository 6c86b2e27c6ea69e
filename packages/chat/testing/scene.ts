import { setImmediate } from 'node:timers/promises';
import type { ServerFrame } from '@arc-chat/protocol';
import { freshRings, leaseFrom } from '../src/admit.ts';
import { receive } from '../src/index.ts';
import { Memory } from './memory.ts';
import type { Rings, Row, Seat, Ports } from '../src/index.ts';

/** Every call takes a tick, and those made together the same one: what a reader of a trace would see as one after another. */
export class Ticks {
  #waiting: { call: string; go: () => void }[] = [];

  readonly before = (call: string) => new Promise<void>((go) => this.#waiting.push({ call, go }));

  /** Does it, and answers with the calls of each tick: `['log.from seats.renew', 'log.put', …, 'sockets.post ×3']`. */
  async during(work: () => Promise<unknown>): Promise<string[]> {
    const ticks: string[] = [];
    let isDone = false;
    const done = work().finally(() => (isDone = true));
    for (;;) {
      // All that follows from the calls of one tick has come to its next call when the event loop comes round.
      await setImmediate();
      if (isDone) break;
      const now = this.#waiting;
      this.#waiting = [];
      ticks.push(summary(now.map(({ call }) => call)));
      for (const { go } of now) go();
    }
    await done;
    return ticks;
  }
}

function summary(calls: string[]): string {
  const counts = new Map<string, number>();
  for (const call of calls.toSorted()) counts.set(call, (counts.get(call) ?? 0) + 1);
  return [...counts].map(([call, count]) => (count === 1 ? call : `${call} ×${count}`)).join(' ');
}

export const room = 'lobby';
export const id = (n: number) => n.toString(16).padStart(32, '0');
/** The log's id of the rows that `write` makes. */
export const logId = 'f'.repeat(32);

/** A seat of a person who is called like their connection. */
export const seatOf = (where: string, connection: string, over: Partial<Seat & Rings> = {}): Seat & Rings => ({
  ...{ room: where, connection, user: `user-${connection}`, name: connection, version: 1, since: 0, lease: 0 },
  ...freshRings(),
  ...over,
});

/** One room, people in it, and what they are sent. */
export class Scene {
  readonly memory = new Memory();
  readonly ticks = new Ticks();
  readonly ports: Ports = this.memory.ports({ before: this.ticks.before });

  /** A seat that was taken long ago, by a person of the same name. */
  sit(connection: string, over: Partial<Seat & Rings> = {}): Seat & Rings {
    const { now } = this.memory;
    const seat = seatOf(room, connection, { since: now - 3_600_000, lease: leaseFrom(now), ...over });
    this.memory.seats.set(`${seat.room} ${connection}`, seat);
    this.memory.connections.set(connection, seat.room);
    return seat;
  }

  /** Rows 1 to `count` of the room's log. */
  write(count: number, over: Partial<Row> = {}): void {
    const rows = Array.from({ length: count }, (_, i) => ({
      ...{ log: logId, seq: i + 1, id: id(1_000_000 + i), user: 'user-x', name: 'x', text: `number ${i + 1}`, at: i },
      ...over,
    }));
    this.memory.logs.set(room, rows);
  }

  /** Lets a connection send this; answers with the calls of each tick. */
  send(connection: string, frame: unknown): Promise<string[]> {
    const data = typeof frame === 'string' ? frame : JSON.stringify(frame);
    return this.ticks.during(() => receive(this.ports, connection, data));
  }

  /** What it is sent, upon that alone. */
  async answer(connection: string, frame: unknown): Promise<ServerFrame | undefined> {
    const before = this.memory.sentTo(connection).length;
    await this.send(connection, frame);
    const [first, ...more] = this.memory.sentTo(connection).slice(before);
    if (more.length > 0) throw new Error(`more than one answer: ${JSON.stringify(more)}`);
    return first;
  }

  /** The types of what a connection was sent. */
  heard = (connection: string) => this.memory.sentTo(connection).map(({ type }) => type);
}

export const sayFrame = (n: number, over = {}) => ({
  type: 'say',
  room,
  id: id(n),
  text: `text ${n}`,
  log: null,
  after: 0,
  ...over,
});
