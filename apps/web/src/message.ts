import { copy } from './copy.ts';
import { clockTime, fullTime } from './day.ts';
import { el, element } from './dom.ts';
import { splitLinks } from './links.ts';
import { avatar, coloured, nameOf } from './person.ts';
import type { Entry, Message, Person, Room } from '@arc-chat/client';

/** A message of the log, or one that is on its way there. */
export type ListedMessage = Message | (Entry & Person);

const reasons: Record<string, string> = {
  'too-long': 'it is too long',
  'too-large': 'it is too large',
  'bad-frame': 'the server does not understand it',
};

/** Links are the only thing that is recognised in a text. */
const link = (href: string) => el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, href);

/** May be higher than a line of the log may be, and then it scrolls: by keyboard too, in every browser. */
const mayScroll = (text: string) => text.length > 350 || text.split('\n').length > 20;

const button = (text: string, onclick: (event: Event) => void) => el('button', { onclick }, text);

/** A button that decides what becomes of a message is gone with it; who pressed it by keyboard goes on writing. */
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
    el('b', {}, `Not sent: ${reasons[entry.failed] ?? entry.failed}`),
    decision('Retry', () => room.retry(entry)),
    button('Copy', ({ currentTarget }) => copy(currentTarget, entry.text)),
    discard,
  );
}

/** One line of the log. Whether it is the first of its group changes as older ones load, and is a class. */
export function messageView(room: Room, line: ListedMessage): HTMLElement {
  const time = el('time', { dateTime: new Date(line.at).toISOString(), title: fullTime(line.at) }, clockTime(line.at));
  const text = splitLinks(line.text).map((part, i) => (i % 2 === 1 ? link(part) : part));
  const item = el(
    'li',
    { className: 'message' },
    avatar(line),
    el('div', { className: 'who' }, ...nameOf(line), time),
    el('p', { dir: 'auto', ...(mayScroll(line.text) && { tabIndex: 0 }) }, ...text),
  );
  if ('key' in line) item.append(fate(room, line));
  return coloured(item, line);
}

/** What can change about a line while it stands: whether it is the first of its group, and whose it is. */
export function classify(node: HTMLElement, line: ListedMessage, isFirst: boolean, isOwn: boolean): void {
  const is = { first: isFirst, own: isOwn || 'key' in line, unsent: 'key' in line };
  for (const [name, holds] of Object.entries(is)) node.classList.toggle(name, holds);
}

/** A line under another key is drawn anew. Rows are known by their place: their ids are what anybody made up. */
export const keyOf = (line: ListedMessage): string => ('key' in line ? `${line.id} ${line.failed}` : `${line.seq}`);
