import { textIn } from './frame.ts';
import type { Frame } from './frame.ts';
import type { Trip } from './trips.ts';

/** Something that passed, or should have: `lost` never reached the other end, `again` brings nothing new. */
export interface Passage {
  way: 'out' | 'in' | 'life';
  type: string;
  room: string;
  gist: string;
  fate?: 'lost' | 'doubled' | 'again' | undefined;
  trip?: Trip | undefined;
  /** The frame, and its size. Neither for what only happened to a socket. */
  bytes?: number;
  frame?: Frame;
}

export interface MeddlerEvents {
  onPassage(passage: Passage): void;
  /** The network went, or came back. */
  onNetwork(isOnline: boolean): void;
  /** What was broken, and that it healed, in a sentence. */
  onNews(text: string): void;
}

/** What the codes say that browsers give: https://developer.mozilla.org/en-US/docs/Web/API/CloseEvent/code */
const codes: Record<string, string> = {
  1000: 'done',
  1001: 'going away',
  1005: 'closed without a reason',
  1006: 'gone without a goodbye',
};

/** The text of a message, in a sentence about it. */
export const quoted = (frame: Frame) => {
  const text = textIn(frame, 'text');
  return `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
};

/** Why a socket closed. */
export function reasonIn(event: object): string {
  const code = 'code' in event ? String(event.code) : '';
  return [code, codes[code]].join(' ').trim();
}
