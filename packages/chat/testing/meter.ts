import { Memory } from './memory.ts';
import { Ticks } from './scene.ts';
import { readUnits, writeUnits } from './size.ts';
import type { Ports } from '../src/index.ts';

/** What one event would use on AWS. */
export interface Units {
  /** DynamoDB's read units of 4 KB. Those of a room's seats are counted apart, because they grow with the room. */
  reads: number;
  seatReads: number;
  /** DynamoDB's write units of 1 KB. */
  writes: number;
  /** API Gateway's messages of 32 KB. */
  messages: number;
  /** Bytes that were posted to sockets. */
  transferred: number;
  /** Rounds of calls that were made at the same time. */
  rounds: number;
}

/** A row's expiry, in seconds, as packages/aws writes it. */
const expires = 1_767_233_400;
const messageBytes = 32 * 1024;

const nothing: Units = { reads: 0, seatReads: 0, writes: 0, messages: 0, transferred: 0, rounds: 0 };

/** The rules' ports in memory. They count the units that each call would use on AWS. */
export class Meter {
  readonly memory = new Memory();
  readonly #ticks = new Ticks();
  #used = { ...nothing };
  readonly ports: Ports = this.#metered(this.memory.ports({ before: this.#ticks.before }));

  /** Does the work of one event. @returns what it used */
  async event(work: (ports: Ports) => Promise<unknown>): Promise<Units> {
    this.#used = { ...nothing };
    const rounds = await this.#ticks.during(() => work(this.ports));
    return { ...this.#used, rounds: rounds.length };
  }

  #metered({ log, seats, connections, tickets, blocks, sockets, ...rest }: Ports): Ports {
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
        erase: (room, row) => {
          const stored = this.memory.rows(room).find(({ seq }) => seq === row.seq);
          this.#used.writes += writeUnits({ room, ...stored });
          return log.erase(room, row);
        },
      },
      seats: {
        take: (seat) => {
          write(seat);
          return seats.take(seat);
        },
        renew: (room, connection, charge) => {
          write(seatAt(room, connection));
          return seats.renew(room, connection, charge);
        },
        overdraw: (room, connection, charge) => {
          write(seatAt(room, connection));
          return seats.overdraw(room, connection, charge);
        },
        find: (room, connection) => {
          read([seatAt(room, connection)]);
          return seats.find(room, connection);
        },
        inRoom: async (room, reach) => {
          const found = await seats.inRoom(room, reach);
          const units = readUnits(found.map((seat) => ({ ...seat, expires })));
          this.#used.seatReads += reach?.isStale ? units / 2 : units;
          return found;
        },
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
      blocks: {
        ...blocks,
        isBlocked: (who, now) => {
          this.#used.reads++;
          return blocks.isBlocked(who, now);
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
