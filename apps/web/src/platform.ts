import { readTicket } from '@arc-chat/client';
import { outbox } from './outbox.ts';
import { keep, newName, recall } from './store.ts';
import type { Lock, Platform } from '@arc-chat/client';

declare global {
  interface Window {
    /** The address of a socket to the lobby. Its ticket is good for one connection, within a minute. */
    WS_URL: string;
  }
}

export const lobby = 'lobby';

/** The socket address that came with the page, while its ticket is fresh. */
let first: string | undefined = window.WS_URL;
setTimeout(() => (first = undefined), 50_000);

/** A browser may refuse a lock to a page without storage. The task then runs without one. */
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

/** The platform of a page in a browser. */
export function browserPlatform(): Platform {
  return {
    outbox,
    async ticket(room, name = recall('localStorage', newName) || undefined, signal) {
      const url = first;
      // Only the very first socket uses it: the person may change the name later.
      first = undefined;
      if (url && room === lobby && name === undefined) return { url };
      const body = JSON.stringify({ room, name });
      const ticket = await readTicket(
        await fetch('/ticket', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
          signal: signal ?? null,
        }),
      );
      const isCarried = typeof ticket === 'object' && name === recall('localStorage', newName);
      if (isCarried) keep('localStorage', newName, '');
      return ticket;
    },
    open: (url) => new WebSocket(url),
    isInSight: () => !document.hidden,
    // Plain http on a LAN has no locks. Only the order of messages from two tabs needs them.
    ...('locks' in navigator && { lock }),
  };
}

export const isRoomName = (name: string): boolean => /^[a-z0-9-]{1,64}$/.test(name);

/** The room in the page's address: `/#garden`. */
export function roomInAddress(): string {
  const name = location.hash.slice(1).toLowerCase();
  return isRoomName(name) ? name : lobby;
}
