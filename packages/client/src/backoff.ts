/**
 * The milliseconds before the nth attempt in a row: at random from half a second up to a bound, which doubles from one
 * second to 30. Clients that one failure drops must not come back at the same time.
 */
export const backoff = (attempt: number, random = Math.random()): number =>
  500 + random * (Math.min(30_000, 1_000 * 2 ** attempt) - 500);
