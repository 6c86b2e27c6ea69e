import { dayName, isGrouped, isNewDay } from './day.ts';
import { el, show } from './dom.ts';
import { classify, keyOf, messageView } from './message.ts';
import type { Room, RoomState } from '@arc-chat/client';
import type { KeyedElement } from './dom.ts';
import type { ListedMessage } from './message.ts';

/** However long a log is, so many of its lines are in the page. */
const mostLines = 200;
/** So many more are drawn when a reader comes near the edge of those. */
const step = 50;
const nearEdge = 300;
const nearEnd = 80;

const linesOf = ({ messages, outbox, you }: RoomState): ListedMessage[] => [
  ...messages,
  ...outbox.map((entry) => ({ user: '', name: '', ...you, ...entry })),
];

function partsOf(
  room: Room,
  { restarts, you }: RoomState,
  lines: readonly ListedMessage[],
  start: number,
): KeyedElement[] {
  const now = Date.now();
  return lines.slice(start, start + mostLines).flatMap((line, i) => {
    const before = lines[start + i - 1];
    // Another room, or another history, has other lines under the same numbers.
    const key = `${room.name} ${restarts} ${keyOf(line)}`;
    const message: KeyedElement = {
      key,
      make: () => messageView(room, line),
      update: (node) => classify(node, line, !isGrouped(before, line), line.user === you?.user),
    };
    if (!isNewDay(before, line)) return [message];
    const day = dayName(line.at, now);
    return [{ key: `${key} ${day}`, make: () => el('li', { className: 'day' }, el('h2', {}, day)) }, message];
  });
}

/** The visible part of a room's log. It stays where its reader is: at the end, or at the line that they look at. */
export class MessageList {
  /** The newest line is in sight, and the next one will be. */
  isAtEnd = true;
  /** The key of the first line that is drawn, while somebody reads what is older. */
  #top: string | undefined;
  /** Nothing newer than what is drawn. */
  #hasNewest = true;
  readonly #box: HTMLElement;
  readonly #list: HTMLElement;
  readonly #onMove: () => void;

  constructor(box: HTMLElement, list: HTMLElement, onMove: () => void) {
    this.#box = box;
    this.#list = list;
    this.#onMove = onMove;
    box.addEventListener('scroll', () => this.#moved(), { passive: true });
    // A keyboard that opens, or a composer that grows, does not cover what was said last.
    new ResizeObserver(() => this.isAtEnd && this.#scrollToEnd()).observe(box);
  }

  toEnd(): void {
    this.isAtEnd = true;
    this.#onMove();
  }

  draw(room: Room, state: RoomState, change: () => void): void {
    const lines = linesOf(state);
    const start = this.#startOf(lines);
    const first = lines[start];
    this.#top = first && keyOf(first);
    this.#hasNewest = start + mostLines >= lines.length;
    this.#keepPlace(() => {
      change();
      show(this.#list, partsOf(room, state, lines, start));
    });
    if (start === 0 && this.#box.scrollTop < nearEdge) void room.older();
  }

  #startOf(lines: readonly ListedMessage[]): number {
    const last = Math.max(0, lines.length - mostLines);
    const start = this.isAtEnd ? -1 : lines.findIndex((line) => keyOf(line) === this.#top);
    if (start === -1) return last;
    if (this.#box.scrollTop < nearEdge) return Math.max(0, start - step);
    return this.#below() < nearEdge ? Math.min(start + step, Math.max(start, last)) : start;
  }

  #moved(): void {
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
      : [...this.#list.querySelectorAll('.message')].find((line) => line.getBoundingClientRect().bottom > top);
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    if (this.isAtEnd) this.#scrollToEnd();
    else if (anchor?.isConnected) this.#box.scrollTop += anchor.getBoundingClientRect().top - before;
  }
}
