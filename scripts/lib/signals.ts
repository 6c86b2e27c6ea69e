/** Ctrl-C, the signal of `kill`, and a closed terminal. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The terminal sends a Ctrl-C to us, and npm forwards the same Ctrl-C. Signals this close together count as one. */
const sameMs = 1_000;

/** Calls back once, on Ctrl-C, SIGTERM or a closed terminal. A second signal ends this process at once. */
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

/** Exits normally on such a signal, so that `exit` listeners run and child processes end too. */
export function exitOnStop(): void {
  for (const signal of signals) process.once(signal, () => process.exit(1));
}

/** Aborts on such a signal. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  onStop(() => stopping.abort());
  return stopping.signal;
}
