/** Everything that this client waits for, in milliseconds. */
export const timings = {
  /** A ticket or a socket that takes this long is given up; a hello or a question unanswered means a dead socket. */
  patienceMs: 10_000,
  /** A message unanswered for this long is sent again. */
  resendMs: 5_000,
  /** A hole open for this long is asked about. */
  holeMs: 1_000,
  /** Below API Gateway's 10 idle minutes, and below half of the seat's lease. */
  heartbeatMs: 4 * 60_000,
  /** Somebody types for this long after they were last heard of, and says so twice as often. */
  typingMs: 4_000,
};

export type Timings = typeof timings;
