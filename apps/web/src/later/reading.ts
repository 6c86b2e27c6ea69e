import { el, element } from '../dom.ts';
import { keep, recall, seenIn } from '../store.ts';
import { caughtUp, saidAbove } from '../unread.ts';
import type { RoomState } from '@arc-chat/client';
import type { Mark, MessageList } from '../message-list.ts';
import type { Rooms, Visit } from '../rooms.ts';

/** If more messages are new, reading begins at the newest one. */
const mostSought = 200;
/** The pixels of earlier messages that stay in view above the line. */
const context = 80;

/** The newest row that was read here, if it is a row of this log. Row 0 is in every log. */
export function keptRow(room: string, log: string | null): number | undefined {
  const [row, of] = recall('localStorage', seenIn(room)).split(' ');
  return row && (row === '0' || of === log) ? Number(row) : undefined;
}

/** Keeps the row for the next time that the room is opened. */
export function keepRow(room: string, log: string | null, row: number): void {
  const place = `${row} ${log}`;
  if (recall('localStorage', seenIn(room)) !== place) keep('localStorage', seenIn(room), place);
}

/** All messages after a row are known. */
export const isKnownFrom = ({ messages, hasOlder }: Pick<RoomState, 'messages' | 'hasOlder'>, row: number): boolean =>
  !hasOlder || (messages[0]?.seq ?? 0) <= row + 1;

const text = 'New since you left';

const line = {
  key: 'new',
  make: () => el('li', { className: 'day new' }, el('div', { role: 'separator', ariaLabel: text }, text)),
};

interface Place {
  log: string | null;
  /** Reading was left off after this row. */
  left: number | undefined;
  /** The newest message was in view at the last draw. */
  isRead: boolean;
}

/** Without a connection, messages come later, as if nobody looked. */
const isWatched = ({ status }: RoomState) => !document.hidden && status.type === 'live';

/** Marks where reading was left off in the open rooms, and keeps the place after the page is closed. */
export class Reader {
  readonly #places = new WeakMap<Visit, Place>();
  readonly #rooms: Rooms;
  readonly #list: MessageList;
  /** The room on the screen of a connected user, at the last draw. */
  #inView: Visit | undefined;

  constructor(rooms: Rooms, list: MessageList) {
    this.#rooms = rooms;
    this.#list = list;
  }

  /** Before a draw. @returns the line above the first message of the room in front that the user did not see coming */
  resume(front: Visit): Mark | undefined {
    let mark: Mark | undefined;
    for (const visit of this.#rooms.open.values()) {
      const { state } = visit.room;
      const place = this.#placeIn(visit, state);
      if (!place) continue;
      const sawThemCome = place.isRead && visit === front && isWatched(state) && this.#list.isAtEnd;
      if (!sawThemCome && saidAbove(state, visit.seen ?? Infinity).length > 0) place.left = visit.seen;
      if (visit !== front || place.left === undefined || !isKnownFrom(state, place.left)) continue;
      const [first] = saidAbove(state, place.left);
      mark = first && { seq: first.seq, line };
    }
    return mark;
  }

  /**
   * Scrolls to the line for a user who comes back, unless the end of the room shows it, too.
   *
   * @returns whether the newest message is in view now
   */
  comeBack(front: Visit): boolean {
    const { state } = front.room;
    const left = this.#places.get(front)?.left;
    const isBack = this.#inView !== front;
    this.#inView = isWatched(state) ? front : undefined;
    if (!this.#inView || !this.#list.isAtEnd) return false;
    if (!isBack || left === undefined || saidAbove(state, front.seen ?? Infinity).length === 0) return true;
    if (isKnownFrom(state, left)) this.#toLine();
    else if (state.messages.length < mostSought) {
      // The user is back once the line is known.
      this.#inView = undefined;
      void front.room.older();
    }
    return this.#inView !== undefined && this.#list.isAtEnd;
  }

  /** After a draw. A room that was read to its end, and left, has no line. */
  look(front: Visit): void {
    for (const visit of this.#rooms.open.values()) {
      const place = this.#places.get(visit);
      if (!place || visit.seen === undefined) continue;
      place.isRead = visit === this.#inView && this.#list.isAtEnd;
      if (place.isRead) keepRow(visit.room.name, place.log, visit.seen);
      else if (visit !== front && place.left !== undefined && saidAbove(visit.room.state, visit.seen).length === 0)
        place.left = undefined;
    }
  }

  /** A person who answers has read everything. */
  answered(visit: Visit): void {
    const place = this.#places.get(visit);
    if (place) Object.assign(place, { left: undefined, isRead: true });
  }

  /** @returns undefined before the first welcome */
  #placeIn(visit: Visit, state: RoomState): Place | undefined {
    const { log } = state;
    const known = this.#places.get(visit);
    if (!state.you || known?.log === log) return known;
    // An empty room has no log yet.
    if (known && visit.seen === 0) return Object.assign(known, { log });
    visit.seen = caughtUp(state, keptRow(visit.room.name, log) ?? visit.seen);
    const place = { log, left: undefined, isRead: false };
    this.#places.set(visit, place);
    return place;
  }

  #toLine(): void {
    const box = element('#log', HTMLElement);
    const top = box.querySelector('.new')?.getBoundingClientRect().top ?? Infinity;
    const below = top - box.getBoundingClientRect().top;
    if (below >= 0) return;
    box.scrollTop += below - context;
    this.#list.isAtEnd = false;
  }
}
