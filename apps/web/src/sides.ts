import { el, show, write } from './dom.ts';
import { avatar, coloured, nameOf } from './person.ts';
import type { RoomState } from '@arc-chat/client';

/** Draws the list of the people in a room. */
export function showPeople(list: HTMLElement, { people = [], you }: RoomState): void {
  show(
    list,
    people.map((person) => ({
      key: `${person.user} ${person.name} ${person.user === you?.user}`,
      make: () => {
        const mark = person.user === you?.user ? [el('small', {}, ' (you)')] : [];
        return coloured(el('li', {}, avatar(person), el('span', {}, ...nameOf(person), ...mark)), person);
      },
    })),
  );
}

export const countPeople = ({ people }: RoomState): string =>
  people ? `${people.length} ${people.length === 1 ? 'person' : 'people'}` : '100+ people';

/** Draws the list of the visited rooms, with the number of unread or unsent messages in each. */
export function showRooms(
  list: HTMLElement,
  names: readonly string[],
  current: string,
  notes: Map<string, string>,
): void {
  show(
    list,
    names.map((name) => ({
      key: name,
      make: () => el('li', {}, el('a', { href: `#${name}` }, el('span', { className: 'room' }, name), el('b'))),
      update: (item) => {
        const link = item.querySelector('a');
        const count = item.querySelector('b');
        if (!link || !count) return;
        link.ariaCurrent = name === current ? 'page' : null;
        write(count, notes.get(name) ?? '');
      },
    })),
  );
}

export function typingText({ typing }: RoomState): string {
  if (typing.length === 0) return '';
  const names = typing.map((person) => person.name);
  return names.length > 3
    ? 'Several people are typing…'
    : `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} typing…`;
}
