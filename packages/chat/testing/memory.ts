import { decodeServerFrame } from '@arc-chat/protocol';
import type { ServerFrame } from '@arc-chat/protocol';
import type { Ports, Row, Seat } from '../src/index.ts';

/** Awaited before a call takes effect, so that others can go first. If it never resolves, the function dies there. */
export type Before = (call: string) => Promise<unknown>;

export interface Conditions {
  before?: Before;
  /** Whether `log.from` takes two steps and can miss a row that is written between them, as a query can. */
  tornReads?: boolean;
  newId?: () => string;
}

const hex = (n: number) => n.toString(16).padStart(32, '0');

function frameOf(data: string): ServerFrame {
  const frame = decodeServerFrame(data);
  if (!frame) throw new Error(`the server sent an invalid frame: ${data}`);
  return frame;
}

/** The outside world of the rules, in memory, for tests: the tables, the sockets and the clock. */
export class Memory {
  readonly logs = new Map<string, Row[]>();
  readonly seats = new Map<string, Seat>();
  readonly connections = new Map<string, string>();
  readonly tickets = new Set<string>();
  /** The end of each block. */
  readonly blocks = new Map<string, number>();
  /** All frames that were delivered, oldest first. */
  readonly posts: { connection: string; data: string }[] = [];
  /** By connection: called with each frame when it is delivered. */
  readonly listeners = new Map<string, (data: string) => void>();
  /** A post to one of these connections answers `gone`. */
  readonly gone = new Set<string>();
  /** A post to one of these connections answers `failed`. */
  readonly failing = new Set<string>();
  /** The connections that the server closed. */
  readonly closed = new Set<string>();
  readonly reported: unknown[] = [];
  /** The number of posts that were not made before the deadline. */
  unposted = 0;
  now = 1_767_225_600_000;
  #ids = 0;
  readonly #newId = () => hex(++this.#ids);

  rows(room: string): Row[] {
    return this.logs.get(room) ?? [];
  }

  inRoom(room: string): Seat[] {
    return [...this.seats.values()].filter((seat) => seat.room === room);
  }

  /** The frames that were delivered to this connection. @throws if one of them is invalid */
  sentTo(connection: string): ServerFrame[] {
    return this.posts.filter((post) => post.connection === connection).map(({ data }) => frameOf(data));
  }

  /** The ports for one invocation of a function. */
  ports({ before = () => Promise.resolve(), tornReads = false, newId = this.#newId }: Conditions = {}): Ports {
    const key = (room: string, connection: string) => `${room} ${connection}`;
    return {
      log: {
        from: async (room, from, count) => {
          await before('log.from');
          const next = this.rows(room).length + 1;
          if (tornReads && count > 1) await before('log.from, the rest');
          // A torn read misses the first row that was written between its steps, if a second one was written too.
          const isMissed = ({ seq }: Row) => seq === next && this.rows(room).length > next;
          return this.rows(room)
            .filter((row) => row.seq >= from && !(tornReads && isMissed(row)))
            .slice(0, count);
        },
        before: async (room, below = Infinity, count) => {
          await before('log.before');
          const rows = this.rows(room).filter(({ seq }) => seq < below);
          return rows.toReversed().slice(0, count);
        },
        put: async (room, row) => {
          await before('log.put');
          const rows = this.rows(room);
          if (rows.some(({ seq }) => seq === row.seq)) return false;
          this.logs.set(
            room,
            [...rows, row].toSorted((a, b) => a.seq - b.seq),
          );
          return true;
        },
        erase: async (room, { seq, text }) => {
          await before('log.erase');
          const rows = this.rows(room);
          const found = rows.find((row) => row.seq === seq && row.text === text);
          this.logs.set(
            room,
            rows.map((row) => (row === found ? { ...row, text: '' } : row)),
          );
          return found !== undefined;
        },
      },
      seats: {
        take: async (seat) => {
          await before('seats.take');
          this.seats.set(key(seat.room, seat.connection), { ...seat });
        },
        renew: async (room, connection, { now, lease, cost }) => {
          await before('seats.renew');
          const seat = this.seats.get(key(room, connection));
          if (!seat || (seat.spentUntil ?? 0) > now) return undefined;
          const renewed = { ...seat, lease, spentUntil: now + cost };
          this.seats.set(key(room, connection), renewed);
          return { ...renewed };
        },
        overdraw: async (room, connection, { below, lease, cost }) => {
          await before('seats.overdraw');
          const seat = this.seats.get(key(room, connection));
          if (seat?.spentUntil === undefined || seat.spentUntil >= below) return undefined;
          const charged = { ...seat, lease, spentUntil: seat.spentUntil + cost };
          this.seats.set(key(room, connection), charged);
          return { ...charged };
        },
        find: async (room, connection) => {
          await before('seats.find');
          const seat = this.seats.get(key(room, connection));
          return seat && { ...seat };
        },
        inRoom: async (room, { count, after = '' } = {}) => {
          await before('seats.inRoom');
          return this.inRoom(room)
            .filter(({ connection }) => connection > after)
            .toSorted((a, b) => (a.connection < b.connection ? -1 : 1))
            .slice(0, count)
            .map((seat) => ({ ...seat }));
        },
        remove: async (room, connection, { takenBy = Infinity, expiredBy = Infinity } = {}) => {
          await before('seats.remove');
          const seat = this.seats.get(key(room, connection));
          if (!seat || seat.since > takenBy || seat.lease > expiredBy) return undefined;
          this.seats.delete(key(room, connection));
          return seat;
        },
      },
      connections: {
        add: async (connection, room) => {
          await before('connections.add');
          this.connections.set(connection, room);
        },
        roomOf: async (connection) => {
          await before('connections.roomOf');
          return this.connections.get(connection);
        },
        remove: async (connection) => {
          await before('connections.remove');
          this.connections.delete(connection);
        },
      },
      tickets: {
        use: async (jti) => {
          await before('tickets.use');
          if (this.tickets.has(jti)) return false;
          this.tickets.add(jti);
          return true;
        },
      },
      blocks: {
        add: async ({ kind, value }, until = Infinity) => {
          await before('blocks.add');
          this.blocks.set(key(kind, value), until);
        },
        isBlocked: async ({ kind, value }, now) => {
          await before('blocks.isBlocked');
          return (this.blocks.get(key(kind, value)) ?? now) > now;
        },
        remove: async ({ kind, value }) => {
          await before('blocks.remove');
          return this.blocks.delete(key(kind, value));
        },
      },
      sockets: {
        post: async (connection, data) => {
          await before('sockets.post');
          if (this.gone.has(connection)) return 'gone';
          if (this.failing.has(connection)) return 'failed';
          this.posts.push({ connection, data });
          this.listeners.get(connection)?.(data);
          return 'delivered';
        },
        close: async (connection) => {
          await before('sockets.close');
          this.closed.add(connection);
          this.gone.add(connection);
        },
      },
      deadline: Infinity,
      now: () => this.now,
      wait: async () => {
        await before('wait');
      },
      random: () => 0,
      newId,
      report: (error) => this.reported.push(error),
      unposted: (count) => void (this.unposted += count),
    };
  }
}
