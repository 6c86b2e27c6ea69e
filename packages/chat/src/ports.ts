import type { Message } from '@arc-chat/protocol';

/** A message as it stands in its room's log. `seq` starts at 1 and has no holes; every row of a log carries its id. */
export interface Row extends Message {
  log: string;
}

/** The messages of every room. A row is written once and never changed. Every read is strongly consistent. */
export interface Log {
  /** At most `count` rows with `seq >= from`, oldest first. Not a snapshot: what is written meanwhile may be there or not. */
  from(room: string, from: number, count: number): Promise<Row[]>;
  /** At most `count` rows with `seq < before`, newest first. Without `before`, the newest there are. */
  before(room: string, before: number | undefined, count: number): Promise<Row[]>;
  /** Writes a row where none is. False: somebody was first, and nothing was written. */
  put(room: string, row: Row): Promise<boolean>;
}

/** The last times something was done, oldest first. Its length is how often it may be done in `windowMs`. */
export interface Rings {
  says: number[];
  frames: number[];
}

/** A socket's place in a room: what was settled at the door, and how long its person counts as present. */
export interface Seat {
  room: string;
  connection: string;
  user: string;
  name: string;
  /** 0 for a classic client, which is sent `said` and `refused` only; 1 for the protocol. */
  version: number;
  /** When it was taken, and until when its person is shown as present; milliseconds since 1970. */
  since: number;
  lease: number;
}

export interface Renewal {
  now: number;
  lease: number;
  /** Each ring's oldest time must be at or below this; then it makes room for `now`. */
  rings: Partial<Record<keyof Rings, number>>;
}

export interface Seats {
  take(seat: Seat & Rings): Promise<void>;
  /** One conditional update, never a creation: undefined where there is no such seat or a ring is full. */
  renew(room: string, connection: string, renewal: Renewal): Promise<Seat | undefined>;
  find(room: string, connection: string): Promise<(Seat & Rings) | undefined>;
  /** Everybody in the room, or at most `count` of them, strongly consistent. */
  inRoom(room: string, count?: number): Promise<Seat[]>;
  /** The seat that this call removed, if it was there and was taken no later than `takenBy`. */
  remove(room: string, connection: string, takenBy?: number): Promise<Seat | undefined>;
}

/** The room of a connection, for what knows only its connection. */
export interface Connections {
  add(connection: string, room: string, since: number): Promise<void>;
  roomOf(connection: string): Promise<string | undefined>;
  remove(connection: string): Promise<void>;
}

export interface Tickets {
  /** True once for each `jti`. */
  use(jti: string, now: number): Promise<boolean>;
}

export interface Sockets {
  /** `gone`: there is no such connection (any more, or yet). `failed`: anything else, about which nothing is known. */
  post(connection: string, data: string): Promise<'delivered' | 'gone' | 'failed'>;
  close(connection: string): Promise<void>;
}

/** All that the rules need of the outside. */
export interface Ports {
  log: Log;
  seats: Seats;
  connections: Connections;
  tickets: Tickets;
  sockets: Sockets;
  /** When the event must have been answered, in milliseconds since 1970. */
  deadline: number;
  /** Milliseconds since 1970. */
  now(): number;
  wait(ms: number): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
  /** 128 random bits in hex. */
  newId(): string;
  /** Tells the operator, and nobody else, of an error that is not the sender's. */
  report(error: unknown): void;
}
