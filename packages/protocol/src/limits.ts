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
  pageMessages: 50,
  /** Rows above a floor that the server searches. It refuses a message with more rows above it: `resync`. */
  floorRows: 100,
  /** A room with more seats is a crowd: it announces neither presence nor typing. */
  presenceSeats: 100,
  /** The longest wait that a refusal may ask for. A timer above 2^31 - 1 would fire at once. */
  retryAfterMs: 60_000,
} as const;
