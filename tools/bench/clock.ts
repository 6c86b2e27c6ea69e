/** Starts a clock. @returns a function that tells the milliseconds since then */
export function clock(): () => number {
  const since = performance.now();
  return () => performance.now() - since;
}
