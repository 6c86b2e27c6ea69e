/** npm passes on a Ctrl-C that the terminal has sent to us as well. Signals this close together are one. */
const sameMs = 1_000;

/** Calls back once, upon Ctrl-C, SIGTERM or a closed terminal. A second Ctrl-C ends this process at once. */
export function onStop(end: () => void): void {
  let since: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const now = performance.now();
      if (since === undefined) {
        since = now;
        end();
      } else if (now - since > sameMs) process.exit(130);
    });
  }
}
