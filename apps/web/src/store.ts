type Storage = 'localStorage' | 'sessionStorage';

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

export function keep(storage: Storage, name: string, value: string): void {
  try {
    window[storage].setItem(name, value);
    memory.delete(name);
  } catch {
    memory.set(name, value);
  }
}
