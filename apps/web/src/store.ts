type Storage = 'localStorage' | 'sessionStorage';

/** The name of a new name of this person. It is kept until a ticket carries it, as the page may be closed before that. */
export const newName = 'new name';

/** The name of a mark: this person was asked for a name, and stayed a guest. */
export const staysGuest = 'stays guest';

/** The name of the newest row that was read in a room, with the id of its log. */
export const seenIn = (room: string): string => `seen ${room}`;

/** If the browser forbids storage, or the storage is full, values last as long as the page. */
const memory = new Map<string, string>();

/** The value under a name; an empty string if there is none. */
export function recall(storage: Storage, name: string): string {
  try {
    return memory.get(name) ?? window[storage].getItem(name) ?? '';
  } catch {
    return '';
  }
}

/** Keeps a value. An empty one is forgotten. */
export function keep(storage: Storage, name: string, value: string): void {
  try {
    if (value) window[storage].setItem(name, value);
    else window[storage].removeItem(name);
    memory.delete(name);
  } catch {
    memory.set(name, value);
  }
}
