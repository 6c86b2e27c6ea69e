import type { Message } from '@arc-chat/protocol';

/** A message in its room's log. `seq` starts at 1 and has no holes. `log` is the log's id, the same in every row. */
export interface Row extends Message {
  log: string;
}

/** The messages of every room. A row is written once, and only its text can be emptied. Reads are strongly consistent. */
export interface Log {
  /**
   * At most `count` rows with `seq >= from`, oldest first. Not a snapshot: a row that is written during the read can be
   * missing, even if a later row is there.
   */
  from(room: string, from: number, count: number): Promise<Row[]>;
  /** At most `count` rows with `seq < before`, newest first. Without `before`, the newest rows. */
  before(room: string, before: number | undefined, count: number): Promise<Row[]>;
  /** Writes a row into a free place. False: the place was taken, and nothing was written. */
  put(room: string, row: Row): Promise<boolean>;
  /** Empties the text of a row. False: there is no such row, or it has another text by now. */
  erase(room: string, row: Pick<Row, 'seq' | 'text'>): Promise<boolean>;
}

/** A socket's place in a room. The ticket settled the person, and no frame can change it. */
export interface Seat {
  room: string;
  connection: string;
  user: string;
  name: string;
  /** 1 for a client of the protocol. 0 for a classic client: it is only sent `said` and `refused`. */
  version: number;
  /** When the seat was taken, in milliseconds since 1970. */
  since: number;
  /** Until then the person counts as present, in milliseconds since 1970. */
  lease: number;
  /** Stands for the network address that the seat was taken from. Meaningless without the secret. */
  address: string;
  /** The budget of the seat is spent until then, in milliseconds since 1970. Missing: nothing is spent yet. */
  spentUntil?: number | undefined;
}

/** The cost of a frame in milliseconds, and the seat's new lease. */
interface Charge {
  cost: number;
  lease: number;
}

/** Which of a room's seats a read returns. */
export interface Reach {
  /** At most so many seats, in the order of their connections. */
  count?: number;
  /** Only seats of connections after this one. */
  after?: string | undefined;
  /** Read for half the price. Seats that were taken or removed a moment ago may be wrong. */
  isStale?: boolean;
}

/** Every change is one conditional update, and no update creates a seat. */
export interface Seats {
  take(seat: Seat): Promise<void>;
  /** Sets `spentUntil` to `now + cost`. Undefined: there is no such seat, or its `spentUntil` is above `now`. */
  renew(room: string, connection: string, charge: Charge & { now: number }): Promise<Seat | undefined>;
  /** Adds the cost to `spentUntil`. Undefined: there is no such seat, or its `spentUntil` is not below `below`. */
  overdraw(room: string, connection: string, charge: Charge & { below: number }): Promise<Seat | undefined>;
  find(room: string, connection: string): Promise<Seat | undefined>;
  /** All seats of the room, or those within reach. Strongly consistent, unless the reach is stale. */
  inRoom(room: string, reach?: Reach): Promise<Seat[]>;
  /**
   * Removes a seat: with `takenBy`, only one that was taken by then; with `expiredBy`, only one whose lease was over by
   * then. Returns the seat only to the call that removed it.
   */
  remove(room: string, connection: string, only?: { takenBy?: number; expiredBy?: number }): Promise<Seat | undefined>;
}

/** The room of each connection, for events that name only the connection. */
export interface Connections {
  add(connection: string, room: string, since: number): Promise<void>;
  roomOf(connection: string): Promise<string | undefined>;
  remove(connection: string): Promise<void>;
}

export interface Tickets {
  /** True for the first use of a `jti`, false for all others. */
  use(jti: string, now: number): Promise<boolean>;
}

/** A person by their id, a room by its name, or a network by its tag, as `Seat.address` has it. */
export interface Blockable {
  kind: 'user' | 'room' | 'ip';
  value: string;
}

/** The people, rooms and networks that the operator keeps out. Every read is strongly consistent. */
export interface Blocks {
  /** @param until when the block ends, in milliseconds since 1970; without it, the block lasts until it is removed */
  add(who: Blockable, until?: number): Promise<void>;
  isBlocked(who: Blockable, now: number): Promise<boolean>;
  /** False: there was no such block. */
  remove(who: Blockable): Promise<boolean>;
}

/** `gone`: the connection does not exist any more, or not yet. `failed`: the connection may still exist. */
export type Posted = 'delivered' | 'gone' | 'failed';

export interface Sockets {
  /** A host that knows the outcome at once answers with it: a promise for each seat costs more than the post. */
  post(connection: string, data: string): Posted | Promise<Posted>;
  close(connection: string): Promise<void>;
}

/** All that the rules need from the outside world. */
export interface Ports {
  log: Log;
  seats: Seats;
  connections: Connections;
  tickets: Tickets;
  blocks: Blocks;
  sockets: Sockets;
  /** The event's work has to end by then, in milliseconds since 1970. */
  deadline: number;
  /** Milliseconds since 1970. */
  now(): number;
  wait(ms: number): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
  /** 128 random bits in hex. */
  newId(): string;
  /** Reports an error on our side to the operator, never to a client. */
  report(error: unknown): void;
  /** Tells the operator of posts that were not made because the event ran out of time. */
  unposted(count: number): void;
}
