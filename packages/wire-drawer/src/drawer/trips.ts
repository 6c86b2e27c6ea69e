import { textIn, typeOf } from './frame.ts';
import type { Frame } from './frame.ts';

export interface Trip {
  type: string;
  ms: number;
}

/** What a frame asks, by which its answer is known; undefined where none is due. */
function questionIn(frame: Frame): string | undefined {
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
function answerIn(frame: Frame): string | undefined {
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

/** A page echoes what was asked. */
const pageIn = (frame: Frame) =>
  textIn(frame, 'before') ? `page before ${textIn(frame, 'before')}` : `page after ${textIn(frame, 'after')}`;

/** How long answers take, on one socket. Of a question that was asked again, the last time counts. */
export class Trips {
  readonly #asked = new Map<string, number>();

  asks(frame: Frame, now: number): void {
    const question = questionIn(frame);
    if (question) this.#asked.set(question, now);
  }

  /** @returns the round trip that this frame completes, in milliseconds; undefined where it answers nothing of ours */
  answers(frame: Frame, now: number): Trip | undefined {
    const answer = answerIn(frame) ?? '';
    const asked = this.#asked.get(answer);
    this.#asked.delete(answer);
    return asked === undefined ? undefined : { type: answer.split(' ')[0] ?? '', ms: now - asked };
  }
}
