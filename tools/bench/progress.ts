/** A progress line that overwrites itself. Without a terminal only its last text is written. */
export function progress(title: string) {
  const since = performance.now();
  const seconds = () => `${((performance.now() - since) / 1000).toFixed(0)} s`;
  return {
    at(done: number, all: number): void {
      if (process.stdout.isTTY) process.stdout.write(`\r${title}: ${done} of ${all} `);
    },
    done(): void {
      process.stdout.write(`${process.stdout.isTTY ? '\r\u001B[K' : ''}${title}: ${seconds()}\n`);
    },
  };
}
