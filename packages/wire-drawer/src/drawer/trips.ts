import { textIn, typeOf } from './frame.ts';
import type { AnyFrame } from './frame.ts';

export interface Trip {
  type: string;
  ms: number;
}

/** The question that a frame asks; undefined for a frame without an answer. */
function questionIn(frame: AnyFrame): string | undefined {
  switch (typeOf(frame)) {
    case 'hello':
      return 'hello';
    case 'say':
      return `say ${textIn(frame, 'id')}`;
    case 'page':
      return pageIn(frame);
    default:
      return undefined;
  }
}

/** The question that a frame answers. */
function answerIn(frame: AnyFrame): string | undefined {
  switch (typeOf(frame)) {
    case 'welcome':
      return 'hello';
    case 'said':
      return `say ${textIn(frame, 'id')}`;
    case 'page':
      return pageIn(frame);
    case 'refused':
      return [textIn(frame, 'of'), textIn(frame, 'id')].join(' ').trim();
    default:
      return undefined;
  }
}

/** The answer repeats the `before` or `after` of its question. */
const pageIn = (frame: AnyFrame) =>
  textIn(frame, 'before') ? `page before ${textIn(frame, 'before')}` : `page after ${textIn(frame, 'after')}`;

/** Measures the round trips on one socket. A repeated question counts from its last repetition. */
export class Trips {
  readonly #asked = new Map<string, number>();

  asks(frame: AnyFrame, now: number): void {
    const question = questionIn(frame);
    if (question) this.#asked.set(question, now);
  }

  /** @returns the round trip that this frame completes; undefined if it answers none of our questions */
  answers(frame: AnyFrame, now: number): Trip | undefined {
    const answer = answerIn(frame) ?? '';
    const asked = this.#asked.get(answer);
    this.#asked.delete(answer);
    return asked === undefined ? undefined : { type: answer.split(' ')[0] ?? '', ms: now - asked };
  }
}
