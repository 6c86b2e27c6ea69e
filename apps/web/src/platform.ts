import { readTicket } from '@arc-chat/client';
import { outbox } from './outbox.ts';
import type { Platform, Lock } from '@arc-chat/client';

declare global {
  interface Window {
    /** Where to open a socket to the lobby; the ticket in it is good for one connection, within a minute. */
    WS_URL: string;
  }
}

export const lobby = 'lobby';

/** The ticket that came with the page, once, while it is fresh. */
let first: string | undefined = window.WS_URL;
setTimeout(() => (first = undefined), 50_000);

/** A browser that has locks can still refuse one, to a page whose storage is blocked: what nobody needs holds up nothing. */
const lock: Lock = async (name, task) => {
  let hasBegun = false;
  const begin = () => {
    hasBegun = true;
    return task();
  };
  await navigator.locks.request(name, begin).catch((error: unknown) => {
    if (hasBegun) throw error;
    return task();
  });
};

/** What a room needs of a browser. */
export function browserPlatform(): Platform {
  return {
    outbox,
    async ticket(room, name) {
      const url = first;
      // Good for the very first socket; later ones may be of somebody with another name.
      first = undefined;
      if (url && room === lobby && name === undefined) return { url };
      const body = JSON.stringify({ room, name });
      return readTicket(
        await fetch('/ticket', { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
      );
    },
    open: (url) => new WebSocket(url),
    // Plain http on a LAN has no locks; only the order of two tabs' messages needs them.
    ...('locks' in navigator && { lock }),
  };
}

export const isRoomName = (name: string): boolean => /^[a-z0-9-]{1,64}$/.test(name);

/** The room that the address names: `/#garden`. */
export function roomInAddress(): string {
  const name = location.hash.slice(1).toLowerCase();
  return isRoomName(name) ? name : lobby;
}

/** A name that nobody can guess makes a private room. */
export function privateRoom(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `private-${Array.from(bytes, (byte) => byte.toString(36).padStart(2, '0')).join('')}`;
}
