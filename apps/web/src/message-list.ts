import { dayName, isGrouped, isNewDay } from './day.ts';
import { el, show } from './dom.ts';
import { later } from './later.ts';
import { classify, keyOf, messageView } from './message.ts';
import type { Room, RoomState } from '@arc-chat/client';
import type { KeyedElement } from './dom.ts';
import type { ListedMessage } from './message.ts';

/** The page holds at most this many messages of a log. */
const mostDrawn = 200;
/** The drawn part moves by this many messages when the reader comes near its edge. */
const step = 50;
const nearEdge = 300;
const nearEnd = 80;

/** A line above the message with this `seq`. */
export interface Mark {
  seq: number;
  line: KeyedElement;
}

const sizeOf = ({ clientWidth, clientHeight }: Element) => `${clientWidth} ${clientHeight}`;

/** Rows that tell of removals are not shown. */
const listedIn = ({ messages, outbox, removing, you }: RoomState): ListedMessage[] => [
  ...messages
    .filter(({ removes }) => removes === undefined)
    .map((message) => (removing.has(message.seq) ? { ...message, removal: removing.get(message.seq) } : message)),
  ...outbox.map((entry) => ({ user: '', name: '', ...you, ...entry })),
];

function partsOf(
  room: Room,
  { restarts, you }: RoomState,
  messages: readonly ListedMessage[],
  start: number,
  mark?: Mark,
): KeyedElement[] {
  const now = Date.now();
  return messages.slice(start, start + mostDrawn).flatMap((message, i) => {
    const before = messages[start + i - 1];
    // Another room, or another history of this room, has other messages under the same sequence numbers.
    const key = `${room.name} ${restarts} ${keyOf(message)}`;
    const lines = mark && 'seq' in message && message.seq === mark.seq ? [mark.line] : [];
    const item: KeyedElement = {
      key,
      make: () => messageView(room, message, message.user === you?.user),
      update: (node) =>
        classify(node, message, lines.length > 0 || !isGrouped(before, message), message.user === you?.user),
    };
    if (!isNewDay(before, message)) return [...lines, item];
    const day = dayName(message.at, now);
    return [{ key: `${key} ${day}`, make: () => el('li', { className: 'day' }, el('h2', {}, day)) }, ...lines, item];
  });
}

/** The drawn part of a room's log. It keeps the reader's place: the end, or the first message in view. */
export class MessageList {
  /** The newest message is in view, and the list follows new messages. */
  isAtEnd = true;
  /** The key of the first drawn message. The next draw starts there, unless the reader is at the end. */
  #top: string | undefined;
  /** No message is newer than the drawn ones. */
  #hasNewest = true;
  /** The size of the box that the observer has seen. */
  #size = '';
  readonly #box: HTMLElement;
  readonly #list: HTMLElement;
  readonly #onMove: () => void;

  constructor(box: HTMLElement, list: HTMLElement, onMove: () => void) {
    this.#box = box;
    this.#list = list;
    this.#onMove = onMove;
    box.addEventListener('scroll', () => this.#moved(), { passive: true });
    // The newest message stays in view when a keyboard opens, or when the composer or a message grows.
    const observer = new ResizeObserver(() => {
      this.#size = sizeOf(box);
      if (this.isAtEnd) this.#scrollToEnd();
    });
    for (const element of [box, list]) observer.observe(element);
  }

  toEnd(): void {
    this.isAtEnd = true;
    this.#onMove();
  }

  draw(room: Room, state: RoomState, change: () => void, mark?: Mark): void {
    const messages = listedIn(state);
    const start = this.#startOf(messages);
    const first = messages[start];
    this.#top = first && keyOf(first);
    this.#hasNewest = start + mostDrawn >= messages.length;
    this.#keepPlace(() => {
      change();
      show(this.#list, partsOf(room, state, messages, start, mark));
    });
    later(({ rove }) => rove(this.#list));
    if (start === 0 && this.#box.scrollTop < nearEdge) void room.older();
  }

  #startOf(messages: readonly ListedMessage[]): number {
    const last = Math.max(0, messages.length - mostDrawn);
    const start = this.isAtEnd ? -1 : messages.findIndex((message) => keyOf(message) === this.#top);
    if (start === -1) return last;
    if (this.#box.scrollTop < nearEdge) return Math.max(0, start - step);
    return this.#below() < nearEdge ? Math.min(start + step, Math.max(start, last)) : start;
  }

  #moved(): void {
    // In a new size the end is elsewhere. The event came before the observer, which keeps the place.
    if (sizeOf(this.#box) !== this.#size) return;
    const wasAtEnd = this.isAtEnd;
    this.isAtEnd = this.#hasNewest && this.#below() < nearEnd;
    if (this.isAtEnd !== wasAtEnd || this.#box.scrollTop < nearEdge || this.#below() < nearEdge) this.#onMove();
  }

  #below(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.#box;
    return scrollHeight - scrollTop - clientHeight;
  }

  #scrollToEnd(): void {
    this.#box.scrollTop = this.#box.scrollHeight;
  }

  #keepPlace(change: () => void): void {
    const top = this.#box.getBoundingClientRect().top;
    const anchor = this.isAtEnd
      ? undefined
      : [...this.#list.querySelectorAll('.message')].find((node) => node.getBoundingClientRect().bottom > top);
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    if (this.isAtEnd) this.#scrollToEnd();
    else if (anchor?.isConnected) this.#box.scrollTop += anchor.getBoundingClientRect().top - before;
  }
}
