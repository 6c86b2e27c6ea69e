import { textIn } from './frame.ts';
import type { AnyFrame } from './frame.ts';
import type { Trip } from './trips.ts';

/** One event on a wire. A `lost` frame did not reach the other end, and an `again` frame repeats an earlier one. */
export interface Passage {
  way: 'out' | 'in' | 'life';
  type: string;
  room: string;
  gist: string;
  fate?: 'lost' | 'doubled' | 'again' | undefined;
  trip?: Trip | undefined;
  /** The size of the frame. An open or close event has no size and no frame. */
  bytes?: number;
  frame?: AnyFrame;
}

export interface MeddlerEvents {
  onPassage(passage: Passage): void;
  /** The drawer went offline, or online again. */
  onNetwork(isOnline: boolean): void;
  /** A sentence for the user: about a break, or about its end. */
  onNews(text: string): void;
}

/** The close codes that browsers give: https://developer.mozilla.org/en-US/docs/Web/API/CloseEvent/code */
const codes: Record<string, string> = {
  1000: 'done',
  1001: 'going away',
  1005: 'closed without a reason',
  1006: 'gone without a goodbye',
};

/** A message's text, short enough for a sentence. */
export const quoted = (frame: AnyFrame) => {
  const text = textIn(frame, 'text');
  return `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
};

/** The reason why a socket closed. */
export function reasonIn(event: object): string {
  const code = 'code' in event ? String(event.code) : '';
  return [code, codes[code]].join(' ').trim();
}
