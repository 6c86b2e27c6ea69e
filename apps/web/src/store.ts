type Storage = 'localStorage' | 'sessionStorage';

/** Where a browser forbids to keep anything, or is full, things last as long as the page does. */
const memory = new Map<string, string>();

/** What was kept under a name; an empty text where nothing was. */
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
  } catch {
    memory.set(name, value);
  }
}
