/** Every limit of the wire in one place. Bytes are UTF-8, characters are UTF-16 code units, as in an input's `maxlength`. */
export const limits = {
  /** A frame from a client. Half of what API Gateway takes in one frame, so that escapes and growth have room. */
  clientFrameBytes: 16 * 1024,
  /** A frame from the server: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
  serverFrameBytes: 32 * 1024,
  textCharacters: 2_000,
  textBytes: 4 * 1024,
  nameCharacters: 32,
  /** Messages in one `welcome` or `page`. */
  pageMessages: 50,
  /** Rows above a message's floor that the server searches for it, before it asks for a `resync`. */
  floorRows: 100,
  /** Seats in a room up to which presence and typing are announced. */
  presenceSeats: 100,
  /** The longest that a refusal may ask for. A timer takes 2^31 - 1 and fires at once beyond it. */
  retryAfterMs: 60_000,
} as const;
