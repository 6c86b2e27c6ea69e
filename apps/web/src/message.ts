import { clockTime, exactTime } from './day.ts';
import { el } from './dom.ts';
import { later } from './later.ts';
import { splitLinks } from './links.ts';
import { menuButton } from './menu.ts';
import { avatar, coloured, nameOf } from './person.ts';
import type { Entry, Message, Person, Room } from '@arc-chat/client';

/** A message in the log, perhaps with the entry that is to remove it, or a message on its way into the log. */
export type ListedMessage = (Message & { removal?: Entry | undefined }) | (Entry & Person);

/** Links are the only markup in a text. */
const link = (href: string) => el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, href);

/** A long text may scroll in its box. Only a focusable box can be scrolled by keyboard in every browser. */
const mayScroll = (text: string) => text.length > 350 || text.split('\n').length > 20;

/** A message of which only the place is shown. */
const isRemoved = (message: ListedMessage): boolean =>
  message.text === '' || ('removal' in message && message.removal !== undefined && !message.removal.failed);

/** The element of a message. It may stop being the first of its group as older messages load: see `classify`. */
export function messageView(room: Room, message: ListedMessage, isOwn: boolean): HTMLElement {
  const { at } = message;
  const time = el('time', { dateTime: new Date(at).toISOString(), ariaDescription: exactTime(at) }, clockTime(at));
  const text = isRemoved(message)
    ? [el('i', {}, 'This message was removed.')]
    : splitLinks(message.text).map((part, i) => (i % 2 === 1 ? link(part) : part));
  const options = isOwn && !('key' in message) && !isRemoved(message) ? [menuButton(room, message)] : [];
  const item = el(
    'li',
    { className: 'message', tabIndex: -1 },
    avatar(message),
    el('div', { className: 'who' }, ...nameOf(message), time, ...options),
    el('p', { dir: 'auto', ...(mayScroll(message.text) && { tabIndex: 0 }) }, ...text),
  );
  const entry = 'key' in message ? message : message.removal;
  if (entry && message.text !== '') later(({ fate }) => item.append(fate(room, entry)));
  return coloured(item, message);
}

/** Sets the classes that can change after a message is drawn. */
export function classify(node: HTMLElement, message: ListedMessage, isFirst: boolean, isOwn: boolean): void {
  const is = { first: isFirst, own: isOwn || 'key' in message, unsent: 'key' in message };
  for (const [name, holds] of Object.entries(is)) node.classList.toggle(name, holds);
}

/** A message with a new key is drawn anew. Rows are known by `seq`, since any client may send a doubled id. */
export const keyOf = (message: ListedMessage): string =>
  'key' in message
    ? `${message.id} ${message.failed}`
    : [message.seq, message.text === '', message.removal?.failed ?? message.removal !== undefined].join(' ');
