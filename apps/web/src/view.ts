import { element, write } from './dom.ts';
import { later } from './later.ts';
import { noticeOf } from './status.ts';
import { caughtUp, rowsAbove, saidAbove } from './unread.ts';
import type { Reader } from './later/reading.ts';
import type { MessageList } from './message-list.ts';
import type { Rooms, Visit } from './rooms.ts';

const part = (id: string) => element(`#${id}`, HTMLElement);

const heading = element('h1', HTMLElement);
const [status, countdown, left, remedy] = [part('status'), part('countdown'), part('left'), part('remedy')];
const [older, restarted, empty] = [part('older'), part('restarted'), part('empty')];
const [newest, announcer] = [part('newest'), part('announcer')];

/** Announces new messages if the room is on the screen. @returns the number of its unread messages */
function lookAt(visit: Visit, isOnScreen: boolean, isRead: boolean): number {
  const { state } = visit.room;
  const told = caughtUp(state, visit.told) ?? Infinity;
  const news = rowsAbove(state, told);
  const newestRow = caughtUp(state, Infinity);
  if (isOnScreen && news.length > 0) later(({ announce }) => announce(announcer, news));
  visit.told = newestRow;
  visit.seen = isRead ? newestRow : caughtUp(state, visit.seen);
  return saidAbove(state, visit.seen ?? Infinity).length;
}

/** Draws the whole page. @param reader marks where reading was left off */
export function draw(rooms: Rooms, visit: Visit, list: MessageList, isOnline: boolean, reader?: Reader): void {
  const { room } = visit;
  const { state } = room;
  const change = () => {
    older.hidden = !state.hasOlder;
    restarted.hidden = state.restarts === 0;
    empty.hidden = !state.you || state.messages.length + state.outbox.length > 0;
  };
  list.draw(room, state, change, reader?.resume(visit));
  const isRead = reader ? reader.comeBack(visit) : list.isAtEnd && !document.hidden;

  const unread = new Map(
    Array.from(rooms.open, ([name, it]) => [name, lookAt(it, it === visit, it === visit && isRead)]),
  );
  reader?.look(visit);
  const total = [...unread.values()].reduce((sum, count) => sum + count, 0);
  const here = unread.get(room.name) ?? 0;
  document.title = `${total > 0 ? `(${total}) ` : ''}${room.name} · arc-chat`;
  newest.hidden = list.isAtEnd;
  write(newest, here > 0 ? `${here} new` : 'Newest');

  write(heading, room.name);
  later(({ drawSides }) => drawSides(rooms, room, unread, isOnline));

  const notice = noticeOf(state.status, isOnline, state.unsent);
  document.body.dataset['connection'] = notice.text;
  write(status.firstChild ?? status, notice.text);
  write(countdown, notice.countdown ?? '');
  write(left, notice.left);
  write(remedy, notice.remedy ?? '');
  remedy.hidden = !notice.remedy;
}
