/** Tells how many milliseconds have passed. */
export function clock(): () => number {
  const since = performance.now();
  return () => performance.now() - since;
}
