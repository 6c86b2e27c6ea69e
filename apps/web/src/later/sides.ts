import { limits } from '@arc-chat/client';
import { el, element, show, write } from '../dom.ts';
import { avatar, coloured, nameOf } from '../person.ts';
import { adviceOn } from './advice.ts';
import type { Room, RoomState } from '@arc-chat/client';
import type { KeyedElement } from '../dom.ts';
import type { Rooms } from '../rooms.ts';

const part = (id: string) => element(`#${id}`, HTMLElement);

const crowd: KeyedElement = {
  key: 'crowd',
  make: () => el('li', { className: 'note' }, `Beyond ${limits.presenceSeats} people, only you are listed.`),
};

/** Draws the list of the people in a room. In a crowd, the server lists nobody. */
function showPeople(list: HTMLElement, { people, you }: RoomState): void {
  const parts = (people ?? (you ? [you] : [])).map((person) => ({
    key: `${person.user} ${person.name} ${person.user === you?.user}`,
    make: () => {
      const mark = person.user === you?.user ? [el('small', {}, ' (you)')] : [];
      return coloured(el('li', {}, avatar(person), el('span', {}, ...nameOf(person), ...mark)), person);
    },
  }));
  show(list, people ? parts : [...parts, crowd]);
}

const countPeople = ({ people, you }: RoomState): string => {
  if (!you) return 'People';
  return people ? `${people.length} ${people.length === 1 ? 'person' : 'people'}` : '100+ people';
};

/** The note beside a room in the list: the number of its unsent or unread messages. */
function noteOf({ state }: Room, unread: number, isOnline: boolean): string {
  if (state.unsent > 0 && !(state.status.type === 'live' && isOnline)) return `${state.unsent} unsent`;
  return unread > 0 ? `${unread} new` : '';
}

/** The button beside a room that takes it out of the list. The lobby, which is the first, has none. */
const leaveButton = (name: string) => el('button', { className: 'leave', ariaLabel: `Leave ${name}` }, '×');

/** Draws the list of the visited rooms, with the number of unread or unsent messages in each. */
function showRooms(
  list: HTMLElement,
  { names, open }: Rooms,
  current: string,
  unread: Map<string, number>,
  isOnline: boolean,
): void {
  show(
    list,
    names.map((name, i) => ({
      key: name,
      make: () => {
        const link = el('a', { href: `#${name}` }, el('span', { className: 'room' }, name), el('b'));
        return el('li', {}, link, ...(i > 0 ? [leaveButton(name)] : []));
      },
      update: (item) => {
        const link = item.querySelector('a');
        const note = item.querySelector('b');
        if (!link || !note) return;
        link.ariaCurrent = name === current ? 'page' : null;
        const visit = open.get(name);
        write(note, visit ? noteOf(visit.room, unread.get(name) ?? 0, isOnline) : '');
      },
    })),
  );
}

function typingText({ typing }: RoomState): string {
  if (typing.length === 0) return '';
  const names = typing.map((person) => person.name);
  return names.length > 3
    ? 'Several people are typing…'
    : `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} typing…`;
}

const [roomList, roomsToggle, peopleList, peopleToggle, peopleTitle, typing, advice] = [
  part('room-list'),
  part('rooms-toggle'),
  part('people-list'),
  part('people-toggle'),
  part('people-title'),
  part('typing'),
  part('advice'),
];
const field = element('#name', HTMLInputElement);

/** Draws what is beside the log of the room in front: the lists, who is typing, and what to do about a refusal. @param unread the number of unread messages in each open room */
export function drawSides(rooms: Rooms, { name, state }: Room, unread: Map<string, number>, isOnline: boolean): void {
  showRooms(roomList, rooms, name, unread, isOnline);
  const elsewhere = [...unread].reduce((sum, [room, count]) => (room === name ? sum : sum + count), 0);
  write(roomsToggle, elsewhere > 0 ? `Rooms (${elsewhere})` : 'Rooms');
  showPeople(peopleList, state);
  for (const place of [peopleTitle, peopleToggle]) write(place, countPeople(state));
  write(typing, typingText(state));
  write(advice, adviceOn(state.status));
  if (state.you) field.placeholder = state.you.name;
}
