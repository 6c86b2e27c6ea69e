/** Ctrl-C, what `kill` sends, and a closed terminal. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm passes on a Ctrl-C that the terminal has sent to us as well. Signals this close together are one. */
const sameMs = 1_000;

/** Calls back once, upon Ctrl-C, SIGTERM or a closed terminal. A second Ctrl-C ends this process at once. */
export function onStop(end: () => void): void {
  let since: number | undefined;
  for (const signal of signals) {
    process.on(signal, () => {
      const now = performance.now();
      if (since === undefined) {
        since = now;
        end();
      } else if (now - since > sameMs) process.exit(130);
    });
  }
}

/** Lets such a signal end this process by an exit of its own, so that everything that it started goes with it. */
export function exitOnStop(): void {
  for (const signal of signals) process.once(signal, () => process.exit(1));
}
