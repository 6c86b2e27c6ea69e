/**
 * The milliseconds before the nth attempt in a row: at random from half a second up to a bound, which doubles from one
 * second to `mostMs`. Clients that one failure drops must not come back at the same time.
 */
export const backoff = (attempt: number, mostMs = 30_000): number =>
  500 + Math.random() * (Math.min(mostMs, 1_000 * 2 ** attempt) - 500);
