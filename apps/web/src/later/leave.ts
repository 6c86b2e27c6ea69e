import { el, element, write } from '../dom.ts';
import type { Entry } from '@arc-chat/client';
import type { Rooms } from '../rooms.ts';

const noteMs = 8_000;

/** Says why a room stays in the list. */
function refuse(item: HTMLElement): void {
  const note = el(
    'p',
    { className: 'note', role: 'alert' },
    'It has something unsent. Wait until it is sent, or discard it first.',
  );
  item.querySelector('p')?.remove();
  item.append(note);
  setTimeout(() => note.remove(), noteMs);
}

/**
 * Lets the user take rooms out of the list, in every tab. A tab that shows such a room keeps it until the user goes
 * elsewhere, and a room with unsent messages stays: nobody would see them any more.
 */
export function letLeave(rooms: Rooms, front: () => string, changed: () => void): void {
  const [lobby = ''] = rooms.names;

  function closeUnlisted() {
    const names = [lobby, front(), ...rooms.listed];
    for (const visit of rooms.open.values()) {
      if (!names.includes(visit.room.name) && visit.room.state.unsent === 0) rooms.close(visit);
    }
    changed();
  }
  window.addEventListener('storage', closeUnlisted);
  window.addEventListener('hashchange', closeUnlisted);

  async function leave(item: HTMLElement, name: string) {
    const state = rooms.open.get(name)?.room.state;
    // Other tabs use the same outbox. A message stays in it for a moment after its row was seen.
    const isSent = ({ id, isDiscarded }: Entry) => !isDiscarded && state?.messages.some((it) => it.id === id);
    const stored = await rooms.platform.outbox.all(name).catch(() => undefined);
    if (stored ? !stored.every(isSent) : state?.unsent) return refuse(item);
    rooms.listed = rooms.listed.filter((it) => it !== name);
    // The button disappears with its item.
    item.previousElementSibling?.querySelector('a')?.focus();
    write(element('#announcer', HTMLElement), `Left ${name}`);
    if (name === front()) location.hash = lobby;
    else closeUnlisted();
  }

  element('#room-list', HTMLElement).addEventListener('click', ({ target }) => {
    const item = target instanceof Element && target.matches('.leave') && target.closest('li');
    const name = item && item.querySelector('a')?.hash.slice(1);
    if (name) void leave(item, name);
  });
}
