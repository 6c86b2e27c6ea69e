/** Every limit of the wire in one place. Bytes are UTF-8, characters are UTF-16 code units, as in an input's `maxlength`. */
export const limits = {
  /** A frame from a client. Half of what API Gateway takes in one frame, so there is room for escapes and growth. */
  clientFrameBytes: 16 * 1024,
  /** A frame from the server: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
  serverFrameBytes: 32 * 1024,
  textCharacters: 2_000,
  textBytes: 4 * 1024,
  nameCharacters: 32,
  /** Messages in one `welcome` or `page`. */
  pageMessages: 24,
  /** Rows above a floor that the server searches. It refuses a message with more rows above it: `resync`. */
  floorRows: 24,
  /** Seats of a room. The server refuses another one: `room-full`. A message is posted to all of them. */
  roomSeats: 500,
  /** Seats of a room that were taken from one network address. */
  addressSeats: 100,
  /** A room with more unexpired seats is a crowd: it announces neither presence nor typing. */
  presenceSeats: 100,
  /** The longest wait that a refusal may ask for. A timer above 2^31 - 1 would fire at once. */
  retryAfterMs: 60_000,
} as const;

/**
 * Each seat has a budget of time: a frame costs some milliseconds of it, and `spentUntil` is the time when all frames so
 * far are paid for. A frame of a seat that is more than `creditMs` ahead of the clock is refused: `slow-down`. A frame
 * of a seat that is `floodMs` ahead closes the socket: `flood`. A frame that is slowed down costs the same.
 */
export const budget = {
  /** By the type of the frame. `other`: a frame that is not one of the protocol. A classic text costs as much as `say`. */
  costMs: { hello: 200, say: 200, remove: 200, page: 200, typing: 400, other: 80 },
  creditMs: 2_000,
  floodMs: 10_000,
} as const;
