/** The server takes 120 frames in 10 seconds. */
const paceMs = 125;

/** Lets things through one after the other, the first at once. */
export class Throttle<T extends object> {
  #queue: T[] = [];
  #next: ReturnType<typeof setTimeout> | undefined;
  readonly #pass: (thing: T) => void;

  constructor(pass: (thing: T) => void) {
    this.#pass = pass;
  }

  add(thing: T): void {
    this.#queue.push(thing);
    if (!this.#next) this.#passNext();
  }

  clear(): void {
    clearTimeout(this.#next);
    this.#next = undefined;
    this.#queue = [];
  }

  #passNext(): void {
    const [thing, ...others] = this.#queue;
    this.#queue = others;
    this.#next = thing && setTimeout(() => this.#passNext(), paceMs);
    if (thing) this.#pass(thing);
  }
}
