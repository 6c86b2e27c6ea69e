import { announce } from './announce.ts';
import { element, write } from './dom.ts';
import { countPeople, showPeople, showRooms, typingText } from './sides.ts';
import { noticeOf } from './status.ts';
import { caughtUp, saidAbove } from './unread.ts';
import type { MessageList } from './message-list.ts';
import type { Rooms, Visit } from './rooms.ts';

const part = (id: string) => element(`#${id}`, HTMLElement);

const heading = element('h1', HTMLElement);
const field = element('#name', HTMLInputElement);
const [status, countdown, left, remedy] = [part('status'), part('countdown'), part('left'), part('remedy')];
const [rooms, roomsToggle, people, peopleToggle, peopleTitle] = [
  part('room-list'),
  part('rooms-toggle'),
  part('people-list'),
  part('people-toggle'),
  part('people-title'),
];
const [older, restarted, empty] = [part('older'), part('restarted'), part('empty')];
const [newest, typing, announcer] = [part('newest'), part('typing'), part('announcer')];

/** Announces new messages if the room is on the screen. @returns the number of its unread messages */
function lookAt(visit: Visit, isOnScreen: boolean, isRead: boolean): number {
  const { state } = visit.room;
  const told = caughtUp(state, visit.told);
  const newestRow = caughtUp(state, Infinity);
  if (isOnScreen && told !== undefined) announce(announcer, saidAbove(state, told));
  visit.told = newestRow;
  visit.seen = isRead ? newestRow : caughtUp(state, visit.seen);
  return saidAbove(state, visit.seen ?? Infinity).length;
}

/** The note beside a room in the list: the number of its unsent or unread messages. */
function noteOf({ room: { state } }: Visit, unread = 0): string {
  const { length } = state.outbox;
  if (length > 0 && state.status.type !== 'live') return `${length} unsent`;
  return unread > 0 ? `${unread} new` : '';
}

/** Draws the whole page. */
export function draw({ names, open }: Rooms, visit: Visit, list: MessageList): void {
  const { room } = visit;
  const { state } = room;
  list.draw(room, state, () => {
    older.hidden = !state.hasOlder;
    restarted.hidden = state.restarts === 0;
    empty.hidden = !state.you || state.messages.length + state.outbox.length > 0;
  });

  const unread = new Map(
    Array.from(open, ([name, it]) => [
      name,
      lookAt(it, it === visit, it === visit && list.isAtEnd && !document.hidden),
    ]),
  );
  const total = [...unread.values()].reduce((sum, count) => sum + count, 0);
  const here = unread.get(room.name) ?? 0;
  document.title = `${total > 0 ? `(${total}) ` : ''}${room.name} · arc-chat`;
  newest.hidden = list.isAtEnd;
  write(newest, here > 0 ? `${here} new` : 'Newest');

  write(heading, room.name);
  showRooms(rooms, names, room.name, new Map(Array.from(open, ([name, it]) => [name, noteOf(it, unread.get(name))])));
  write(roomsToggle, total > here ? `Rooms (${total - here})` : 'Rooms');
  showPeople(people, state);
  write(peopleTitle, countPeople(state));
  write(peopleToggle, countPeople(state));
  write(typing, typingText(state));
  if (state.you) field.placeholder = state.you.name;

  const notice = noticeOf(state.status, navigator.onLine, state.outbox.length);
  document.body.dataset['connection'] = notice.text;
  write(status.firstChild ?? status, notice.text);
  write(countdown, notice.countdown ?? '');
  write(left, notice.left);
  write(remedy, notice.remedy ?? '');
  remedy.hidden = !notice.remedy;
}
