/** The server takes 120 frames in 10 seconds. */
const intervalMs = 125;

/** Passes items on one after the other, the first at once. */
export class Throttle<T extends object> {
  #queue: T[] = [];
  #next: ReturnType<typeof setTimeout> | undefined;
  readonly #pass: (item: T) => void;

  constructor(pass: (item: T) => void) {
    this.#pass = pass;
  }

  add(item: T): void {
    this.#queue.push(item);
    if (!this.#next) this.#passNext();
  }

  clear(): void {
    clearTimeout(this.#next);
    this.#next = undefined;
    this.#queue = [];
  }

  #passNext(): void {
    const [item, ...others] = this.#queue;
    this.#queue = others;
    this.#next = item && setTimeout(() => this.#passNext(), intervalMs);
    if (item) this.#pass(item);
  }
}
