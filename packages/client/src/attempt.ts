import type { ClientFrame, Frame, Message, Refused } from '@arc-chat/protocol';
import type { Entry } from './outbox.ts';
import type { Outcome } from './drain.ts';
import type { Cursor } from './timeline.ts';

/** The one message that is on its way: frames of one socket overtake each other, so the next waits for its answer. */
export class Attempt {
  #current: { id: string; end(outcome: Outcome): void } | undefined;
  readonly #send: (frame: Frame<ClientFrame, 'say'>) => void;
  readonly #patienceMs: number;

  constructor(send: (frame: Frame<ClientFrame, 'say'>) => void, patienceMs: number) {
    this.#send = send;
    this.#patienceMs = patienceMs;
  }

  say({ room, id, text, floor }: Entry & { floor: Cursor }): Promise<Outcome> {
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.#end({ type: 'silence' }), this.#patienceMs);
      this.#current = {
        id,
        end(outcome) {
          clearTimeout(patience);
          resolve(outcome);
        },
      };
      this.#send({ type: 'say', room, id, text, ...floor });
    });
  }

  /** Rows of the log were seen, from wherever. */
  saw(rows: readonly Message[]): void {
    if (rows.some((row) => row.id === this.#current?.id)) this.#end({ type: 'settled' });
  }

  /** A refusal that names no message is API Gateway's own; it can only be about the one that is on its way. */
  refused(refused: Refused): void {
    if (refused.id === this.#current?.id || (!refused.id && !refused.of)) this.#end(refused);
  }

  gone(): void {
    this.#end({ type: 'gone' });
  }

  #end(outcome: Outcome): void {
    const current = this.#current;
    this.#current = undefined;
    current?.end(outcome);
  }
}
