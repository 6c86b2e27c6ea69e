/** The address of a seat. */
export type SeatPlace = { port: number; room: string; person: string };

/** What a seat does upon a frame that is no chat message. */
export type Reaction = {
  send?: string;
  /** The server has let us in. */
  isSeated?: boolean;
  /** The server refused the message: say it again after this time. */
  againAfterMs?: number;
};

/** One seat's side of a protocol. */
export interface Talk {
  /** The request that opens the socket. */
  upgrade(): Promise<{ path: string; origin: string }>;
  /** The reaction to the opening. */
  opened(): Reaction;
  /** Whether a text frame is a chat message. It is asked for each delivery, so it looks at few bytes. */
  isMessage(bytes: Buffer, start: number): boolean;
  /** The reaction to any other text frame. */
  heard(text: string): Reaction;
  /** Reads in the newest of some messages what the next one has to repeat. Only the writers are asked. */
  learn(bytes: Buffer, start: number, end: number): void;
  say(text: string): string;
  /** The frame of the message that was refused. */
  again(): string;
}
