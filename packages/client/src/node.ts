import WebSocket from 'ws';
import { memoryOutbox } from './outbox.ts';
import { readTicket } from './ticket.ts';
import type { Platform } from './ports.ts';

/** A guest without a browser: what a bot needs to take a seat. It lasts as long as the process. */
export function guest(address: string): Platform {
  const { origin } = new URL(address);
  let cookie: string | undefined;

  const keepCookie = (response: Response) => {
    const [session] = response.headers.getSetCookie();
    cookie = session?.split(';')[0] ?? cookie;
  };

  return {
    outbox: memoryOutbox(),

    async ticket(room, name) {
      if (!cookie) keepCookie(await fetch(origin));
      const response = await fetch(new URL('/ticket', origin), {
        method: 'POST',
        // What a browser says by itself.
        headers: { origin, 'content-type': 'application/json', ...(cookie && { cookie }) },
        body: JSON.stringify({ room, name }),
      });
      keepCookie(response);
      if (response.status !== 401) return readTicket(response);
      // A session of another day, or of another secret: the next attempt gets a new one.
      cookie = undefined;
      return 'later';
    },

    open: (url) => {
      const socket = new WebSocket(url, { origin });
      // A close follows, and says all that is needed; without a listener the error would end the process.
      socket.on('error', () => {});
      return socket;
    },
  };
}
