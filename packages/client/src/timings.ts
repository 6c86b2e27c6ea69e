/** The client's waits, in milliseconds. */
export const timings = {
  /** A ticket, a socket, a hello or a page that takes this long is given up, with its socket. */
  patienceMs: 10_000,
  /** After a wake, the next socket is opened if this one is silent for this long; on a slow network, for longer. */
  hasteMs: 1_000,
  /** A message without an answer is sent again after this time. */
  resendMs: 5_000,
  /** The time for a hole to close by itself. */
  holeMs: 1_000,
  /** Below API Gateway's 10 idle minutes, and below half of the seat's lease. */
  heartbeatMs: 4 * 60_000,
  /** A `typing` counts for this long. Clients send it twice in this time. */
  typingMs: 4_000,
};

export type Timings = typeof timings;
