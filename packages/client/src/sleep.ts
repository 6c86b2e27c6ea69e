/** Waits that can be cut short, all at once. */
export class Sleep {
  readonly #sleepers = new Set<() => void>();

  /** Until the time is over, or everybody is woken. */
  for(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#sleepers.add(wake);
    });
  }

  wake(): void {
    for (const wake of [...this.#sleepers]) wake();
  }
}
