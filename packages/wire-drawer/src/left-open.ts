const key = 'wire';

/** Whether the drawer was open when the page was left. */
export function wasLeftOpen(): boolean {
  try {
    return localStorage.getItem(key) === 'open';
  } catch {
    return false;
  }
}

export function rememberOpen(isOpen: boolean): void {
  try {
    localStorage.setItem(key, isOpen ? 'open' : '');
  } catch {
    // The browser forbids storage, or the storage is full.
  }
}
