import { setImmediate } from 'node:timers/promises';
import type { ServerFrame } from '@arc-chat/protocol';
import { leaseFrom } from '../src/admit.ts';
import { receive } from '../src/index.ts';
import { Memory } from './memory.ts';
import type { Ports, Row, Seat } from '../src/index.ts';

/** Records the order of calls. Every call takes one tick. Calls that are made at the same time share a tick. */
export class Ticks {
  #waiting: { call: string; go: () => void }[] = [];

  readonly before = (call: string) => new Promise<void>((go) => this.#waiting.push({ call, go }));

  /** Runs the work. @returns the calls of each tick: `['log.from seats.renew', 'log.put', …, 'sockets.post ×3']` */
  async during(work: () => Promise<unknown>): Promise<string[]> {
    const ticks: string[] = [];
    let isDone = false;
    const done = work().finally(() => (isDone = true));
    for (;;) {
      // By the next turn of the event loop, all code that went on in the last tick waits at its next call.
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
/** The id of the log that `write` fills. */
export const logId = 'f'.repeat(32);

/** A seat of a person with the same name as the connection. */
export const seatOf = (where: string, connection: string, over: Partial<Seat> = {}): Seat => ({
  room: where,
  connection,
  user: `user-${connection}`,
  name: connection,
  version: 1,
  since: 0,
  lease: 0,
  address: 'home',
  ...over,
});

/** One room, the people in it, and the frames that they get. */
export class Scene {
  readonly memory = new Memory();
  readonly ticks = new Ticks();
  readonly ports: Ports = this.memory.ports({ before: this.ticks.before });

  /** Adds a seat that was taken an hour ago, by a person with the same name as the connection. */
  sit(connection: string, over: Partial<Seat> = {}): Seat {
    const { now } = this.memory;
    const seat = seatOf(room, connection, { since: now - 3_600_000, lease: leaseFrom(now), ...over });
    this.memory.seats.set(`${seat.room} ${connection}`, seat);
    this.memory.connections.set(connection, seat.room);
    return seat;
  }

  /** Sets the room's log to rows 1 to `count`. */
  write(count: number, over: Partial<Row> = {}): void {
    const rows = Array.from({ length: count }, (_, i) => ({
      ...{ log: logId, seq: i + 1, id: id(1_000_000 + i), user: 'user-x', name: 'x', text: `number ${i + 1}`, at: i },
      ...over,
    }));
    this.memory.logs.set(room, rows);
  }

  /** Sends a frame from this connection. @returns the calls of each tick */
  send(connection: string, frame: unknown): Promise<string[]> {
    const data = typeof frame === 'string' ? frame : JSON.stringify(frame);
    return this.ticks.during(() => receive(this.ports, connection, data));
  }

  /** Sends a frame from this connection. @returns the frame that it gets back, if any @throws if it gets several */
  async answer(connection: string, frame: unknown): Promise<ServerFrame | undefined> {
    const before = this.memory.sentTo(connection).length;
    await this.send(connection, frame);
    const [first, ...more] = this.memory.sentTo(connection).slice(before);
    if (more.length > 0) throw new Error(`more than one answer: ${JSON.stringify(more)}`);
    return first;
  }

  /** The types of the frames that a connection got. */
  heard = (connection: string) => this.memory.sentTo(connection).map(({ type }) => type);
}

/** Removes a row of the log that `write` fills. */
export const removeFrame = (n: number, seq: number, over = {}) => ({
  type: 'remove',
  room,
  id: id(n),
  seq,
  log: logId,
  after: seq,
  ...over,
});

export const sayFrame = (n: number, over = {}) => ({
  type: 'say',
  room,
  id: id(n),
  text: `text ${n}`,
  log: null,
  after: 0,
  ...over,
});
