import { budget, limits } from '@arc-chat/protocol';
import type { ClientFrame } from '@arc-chat/protocol';

/** Less than the server allows: the network may bunch frames together, and for the server they then come faster. */
const creditMs = budget.creditMs - 200;

/** Sends frames in order, each as soon as the seat's budget allows it. Keeps the same account as the server. */
export class Throttle {
  #queue: { frame: ClientFrame; onSent: () => void }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #spentUntil = 0;
  readonly #send: (frame: ClientFrame) => void;

  constructor(send: (frame: ClientFrame) => void) {
    this.#send = send;
  }

  add(frame: ClientFrame, onSent: () => void): void {
    this.#queue.push({ frame, onSent });
    this.#advance();
  }

  /** The server has refused a frame, and takes the next one after `retryAfterMs`. */
  slowDown(retryAfterMs: number): void {
    this.#spentUntil = Math.max(this.#spentUntil, Date.now() + budget.creditMs + retryAfterMs);
  }

  /** A new socket is a new seat, with a budget of its own. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue = [];
    this.#spentUntil = 0;
  }

  #advance(): void {
    const [next, ...others] = this.#queue;
    if (!next || this.#timer) return;
    const now = Date.now();
    // The account is never further ahead than this, unless the clock was set back.
    const ahead = Math.min(Math.max(0, this.#spentUntil - now), budget.creditMs + limits.retryAfterMs);
    this.#spentUntil = now + ahead;
    if (ahead > creditMs) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#advance();
      }, ahead - creditMs);
      return;
    }
    this.#spentUntil += budget.costMs[next.frame.type];
    this.#queue = others;
    next.onSent();
    this.#send(next.frame);
    this.#advance();
  }
}
