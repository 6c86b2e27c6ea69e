/** The end of a wait without an answer: a timeout (`silence`), or the loss of its socket (`gone`). */
export type Unanswered = 'silence' | 'gone';

/** Waits for answers. Each wait has a key, and several may share one. */
export class Pending<Answer> {
  readonly #waits = new Set<{ key: string; end(outcome: Answer | Unanswered): void }>();

  /**
   * @param signal aborts when the socket is gone
   * @param send calls back when the question has left. The time begins then
   */
  wait(
    key: string,
    ms: number,
    signal: AbortSignal,
    send: (onSent: () => void) => void = (onSent) => onSent(),
  ): Promise<Answer | Unanswered> {
    return new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const end = (outcome: Answer | Unanswered) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        this.#waits.delete(wait);
        resolve(outcome);
      };
      const abort = () => end('gone');
      const wait = { key, end };
      this.#waits.add(wait);
      signal.addEventListener('abort', abort);
      if (signal.aborted) return abort();
      send(() => {
        if (this.#waits.has(wait)) timer = setTimeout(() => end('silence'), ms);
      });
    });
  }

  /** Ends the waits for this key. */
  answer(key: string, answer: Answer): void {
    for (const wait of [...this.#waits]) if (wait.key === key) wait.end(answer);
  }

  answerAll(answer: Answer): void {
    for (const wait of [...this.#waits]) wait.end(answer);
  }
}

/** @returns false if the socket is gone before the time is over */
export const sleep = async (ms: number, signal: AbortSignal): Promise<boolean> =>
  (await new Pending<never>().wait('', ms, signal)) === 'silence';
