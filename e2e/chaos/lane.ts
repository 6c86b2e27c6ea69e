import type { LineFault } from './plan.ts';

/** A reordered frame waits for the next frame to overtake it, but not longer than this. */
const heldAtMostMs = 700;

/** One direction of a proxied socket. */
export class Lane {
  readonly #deliver: (data: string) => void;
  #held: string[] = [];

  constructor(deliver: (data: string) => void) {
    this.#deliver = deliver;
  }

  /** @param copy the frame that a `doubled` fault delivers the second time */
  pass(data: string, fault: LineFault | undefined, copy = data): void {
    if (fault?.kind === 'swallowed') return;
    if (fault?.kind === 'reordered') {
      this.#held.push(data);
      setTimeout(() => this.#release(), heldAtMostMs);
    } else if (fault?.kind === 'delayed') {
      setTimeout(() => this.#deliver(data), fault.ms);
    } else {
      this.#deliver(data);
      this.#release();
      if (fault?.kind === 'doubled') setTimeout(() => this.#deliver(copy), fault.ms);
    }
  }

  #release(): void {
    const held = this.#held;
    this.#held = [];
    for (const data of held) this.#deliver(data);
  }
}
