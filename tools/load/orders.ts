/** The protocol that a peer talks. */
export type Dialect = 'arc-chat' | 'socketio' | 'socketio-stored' | 'bare';

/** The people who sit down in rooms, in all of them the same number. */
export type Crowd = { rooms: number; people: number; writers: number };

/** The time before the measurement, and of the measurement. */
export type Span = { rampMs: number; measureMs: number };

/** The orders to the generator, one after the other. */
export type Order =
  | ({ type: 'gather'; dialect: Dialect; port: number; secret: string; prefix: string } & Crowd)
  /** Every writer says the next message as soon as they hear the last one. */
  | ({ type: 'saturate'; pid: number } & Span)
  /** The writers take turns, by a schedule that does not wait for the server. */
  | ({ type: 'pace'; messagesPerSecond: number } & Span)
  | { type: 'part' };

/** The findings of `saturate`. */
export type Saturated = {
  deliveriesPerSecond: number;
  /** The processor time of both processes, as a share of one core. The server's is not known everywhere. */
  serverBusy: number | undefined;
  generatorBusy: number;
  refusals: number;
};

/** The findings of `pace`. */
export type Paced = {
  /** From the scheduled time until the writer hears the message, in milliseconds. */
  p50: number;
  p99: number;
  messages: number;
  /** Messages that nobody had heard in the second after the measurement. Their times count as too short. */
  unheard: number;
};

export type Finding = { saturated?: Saturated; paced?: Paced; problem?: string };
