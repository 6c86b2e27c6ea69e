import { Memory } from '@arc-chat/chat/testing/memory';
import { Ticks } from '@arc-chat/chat/testing/scene';
import { readUnits, writeUnits } from './size.ts';
import type { Ports } from '@arc-chat/chat';
import type { Usage } from './prices.ts';

/** Assumptions: only a deployed stage could measure these. */
export const assumed = {
  /** For each round of calls that are made together. */
  roundMs: 8,
  /** For the rest of an invocation. */
  computeMs: 5,
  /** The event's line, and Lambda's own lines around it. */
  logBytes: 600,
  memoryMb: 1152,
};

/** A row's expiry, in seconds, as packages/aws writes it. */
const expires = 1_767_233_400;
const messageBytes = 32 * 1024;

/** The rules' ports in memory. They count the units that each call would use on AWS. */
export class Meter {
  readonly memory = new Memory();
  readonly #ticks = new Ticks();
  #used = { reads: 0, writes: 0, messages: 0, transferred: 0 };
  readonly ports: Ports = this.#metered(this.memory.ports({ before: this.#ticks.before }));

  /** Does the work, and answers with its usage as one invocation. */
  async invocation(work: (ports: Ports) => Promise<unknown>): Promise<Usage> {
    this.#used = { reads: 0, writes: 0, messages: 0, transferred: 0 };
    const rounds = await this.#ticks.during(() => work(this.ports));
    const ms = rounds.length * assumed.roundMs + assumed.computeMs;
    return {
      ...this.#used,
      invocations: 1,
      gbSeconds: (ms / 1000) * (assumed.memoryMb / 1024),
      logged: assumed.logBytes,
    };
  }

  #metered({ log, seats, connections, tickets, sockets, ...rest }: Ports): Ports {
    const read = <T extends object>(rows: T[]): T[] => {
      this.#used.reads += readUnits(rows);
      return rows;
    };
    const write = (row: object) => void (this.#used.writes += writeUnits({ ...row, expires }));
    const seatAt = (room: string, connection: string) => this.memory.seats.get(`${room} ${connection}`) ?? {};
    return {
      ...rest,
      log: {
        from: async (room, ...more) => read((await log.from(room, ...more)).map((row) => ({ room, ...row }))),
        before: async (room, ...more) => read((await log.before(room, ...more)).map((row) => ({ room, ...row }))),
        put: (room, row) => {
          this.#used.writes += writeUnits({ room, ...row });
          return log.put(room, row);
        },
      },
      seats: {
        take: (seat) => {
          write(seat);
          return seats.take(seat);
        },
        renew: (room, connection, renewal) => {
          write(seatAt(room, connection));
          return seats.renew(room, connection, renewal);
        },
        find: (room, connection) => {
          read([seatAt(room, connection)]);
          return seats.find(room, connection);
        },
        // DynamoDB charges for the whole row, rings included, although the query asks for a part of it.
        inRoom: async (room) => read(await seats.inRoom(room)),
        remove: (room, connection, ...more) => {
          write(seatAt(room, connection));
          return seats.remove(room, connection, ...more);
        },
      },
      connections: {
        add: (connection, room, since) => {
          write({ connection, room });
          return connections.add(connection, room, since);
        },
        roomOf: (connection) => {
          this.#used.reads++;
          return connections.roomOf(connection);
        },
        remove: (connection) => {
          this.#used.writes++;
          return connections.remove(connection);
        },
      },
      tickets: {
        use: (jti, now) => {
          write({ jti });
          return tickets.use(jti, now);
        },
      },
      sockets: {
        post: (connection, data) => {
          const bytes = Buffer.byteLength(data);
          this.#used.messages += Math.ceil(bytes / messageBytes);
          this.#used.transferred += bytes;
          return sockets.post(connection, data);
        },
        close: (connection) => sockets.close(connection),
      },
    };
  }
}
