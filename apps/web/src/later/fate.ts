import { refusalTexts } from '@arc-chat/client';
import { el, element } from '../dom.ts';
import { copy } from './copy.ts';
import type { Entry, Room } from '@arc-chat/client';

/** An outbox may hold a code from another version of this page. */
const known: Partial<Record<string, string>> = refusalTexts;

const button = (text: string, onclick: (event: Event) => void) => el('button', { onclick }, text);

/** A button that disappears with its message. It moves the focus to the composer, where a keyboard user goes on. */
const decision = (text: string, decide: () => Promise<void>) =>
  button(text, () => {
    element('#message', HTMLElement).focus();
    void decide();
  });

function optionsOf(room: Room, entry: Entry): Node[] {
  const discard = (text: string) => decision(text, () => room.discard(entry));
  const reason = (what: string) => el('b', {}, `Not ${what}. ${known[entry.failed ?? ''] ?? entry.failed}`);
  if (entry.removes !== undefined || entry.isDiscarded) {
    return entry.failed ? [reason('removed'), discard('Keep it')] : [el('small', {}, 'The others may still see it')];
  }
  if (!entry.failed) return [el('small', {}, 'Not sent yet'), discard('Discard')];
  return [
    reason('sent'),
    decision('Retry', () => room.retry(entry)),
    button('Copy', ({ currentTarget }) => copy(currentTarget, entry.text)),
    discard('Discard'),
  ];
}

/** What became of a message in the outbox, or of a removal, and what its author can do. */
export const fate = (room: Room, entry: Entry): HTMLElement =>
  el('div', { className: 'fate' }, ...optionsOf(room, entry));
