import type { ClientFrame, Frame, ServerFrame } from '@arc-chat/protocol';

type Question = Frame<ClientFrame, 'page'>;
type Answer = Frame<ServerFrame, 'page'>;

const keyOf = (it: { before?: number | undefined; after?: number | undefined }) => `${it.before}/${it.after}`;

/** Brings each answer to whoever asked. An answer repeats its question; one that nobody waits for is dropped. */
export class Questions {
  readonly #waiting = new Map<string, Set<(answer: Answer | undefined) => void>>();
  readonly #send: (question: Question) => void;
  readonly #patienceMs: number;
  readonly #onSilence: () => void;

  constructor(send: (question: Question) => void, patienceMs: number, onSilence: () => void) {
    this.#send = send;
    this.#patienceMs = patienceMs;
    this.#onSilence = onSilence;
  }

  /** Undefined where the socket was lost before the answer came, or does not answer any more. */
  ask(question: Question): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const key = keyOf(question);
      const waiting = this.#waiting.get(key) ?? new Set();
      const patience = setTimeout(this.#onSilence, this.#patienceMs);
      waiting.add((answer) => {
        clearTimeout(patience);
        resolve(answer);
      });
      this.#waiting.set(key, waiting);
      this.#send(question);
    });
  }

  answer(answer: Answer): void {
    const waiting = this.#waiting.get(keyOf(answer)) ?? [];
    this.#waiting.delete(keyOf(answer));
    for (const tell of waiting) tell(answer);
  }

  /** Nobody will answer what was asked. */
  giveUp(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const those of waiting) for (const tell of those) tell(undefined);
  }
}
