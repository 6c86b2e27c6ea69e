import { refusals } from '@arc-chat/client';
import { copy } from './copy.ts';
import { clockTime, fullTime } from './day.ts';
import { el, element } from './dom.ts';
import { splitLinks } from './links.ts';
import { avatar, coloured, nameOf } from './person.ts';
import type { Entry, Message, Person, Room } from '@arc-chat/client';

/** A message in the log, or on its way into it. */
export type ListedMessage = Message | (Entry & Person);

/** An outbox may hold a code from another version of this page. */
const known: Partial<Record<string, { text: string }>> = refusals;

/** Links are the only markup in a text. */
const link = (href: string) => el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, href);

/** A long text may scroll in its box. Only a focusable box can be scrolled by keyboard in every browser. */
const mayScroll = (text: string) => text.length > 350 || text.split('\n').length > 20;

const button = (text: string, onclick: (event: Event) => void) => el('button', { onclick }, text);

/** A button that disappears with its message. It moves the focus to the composer, where a keyboard user goes on. */
const decision = (text: string, decide: () => Promise<void>) =>
  button(text, () => {
    element('#message', HTMLElement).focus();
    void decide();
  });

function fate(room: Room, entry: Entry): HTMLElement {
  const discard = decision('Discard', () => room.discard(entry));
  if (!entry.failed) return el('div', { className: 'fate' }, el('small', {}, 'Not sent yet'), discard);
  return el(
    'div',
    { className: 'fate' },
    el('b', {}, `Not sent. ${known[entry.failed]?.text ?? entry.failed}`),
    decision('Retry', () => room.retry(entry)),
    button('Copy', ({ currentTarget }) => copy(currentTarget, entry.text)),
    discard,
  );
}

/** The element of a message. It may stop being the first of its group as older messages load: see `classify`. */
export function messageView(room: Room, message: ListedMessage): HTMLElement {
  const time = el(
    'time',
    { dateTime: new Date(message.at).toISOString(), title: fullTime(message.at) },
    clockTime(message.at),
  );
  const text =
    message.text === ''
      ? [el('i', {}, 'This message was removed.')]
      : splitLinks(message.text).map((part, i) => (i % 2 === 1 ? link(part) : part));
  const item = el(
    'li',
    { className: 'message' },
    avatar(message),
    el('div', { className: 'who' }, ...nameOf(message), time),
    el('p', { dir: 'auto', ...(mayScroll(message.text) && { tabIndex: 0 }) }, ...text),
  );
  if ('key' in message) item.append(fate(room, message));
  return coloured(item, message);
}

/** Sets the classes that can change after a message is drawn. */
export function classify(node: HTMLElement, message: ListedMessage, isFirst: boolean, isOwn: boolean): void {
  const is = { first: isFirst, own: isOwn || 'key' in message, unsent: 'key' in message };
  for (const [name, holds] of Object.entries(is)) node.classList.toggle(name, holds);
}

/** A message with a new key is drawn anew. Rows are known by `seq`, since any client may send a doubled id. */
export const keyOf = (message: ListedMessage): string =>
  'key' in message ? `${message.id} ${message.failed}` : `${message.seq}${message.text === '' ? ' erased' : ''}`;
