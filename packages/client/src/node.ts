import WebSocket from 'ws';
import { memoryOutbox } from './outbox.ts';
import { readTicket } from './ticket.ts';
import type { Platform } from './ports.ts';

/** Tickets, sockets and an outbox for a bot. Each call is a new guest, and nothing outlives the process. */
export function guest(address: string): Platform {
  const { origin } = new URL(address);
  let cookie: string | undefined;

  const keepCookie = (response: Response) => {
    const [session] = response.headers.getSetCookie();
    cookie = session?.split(';')[0] ?? cookie;
  };

  return {
    outbox: memoryOutbox(),

    async ticket(room, name, signal) {
      if (!cookie) keepCookie(await fetch(origin, { signal: signal ?? null }));
      const response = await fetch(new URL('/ticket', origin), {
        method: 'POST',
        signal: signal ?? null,
        // A browser adds this header by itself.
        headers: { origin, 'content-type': 'application/json', ...(cookie && { cookie }) },
        body: JSON.stringify({ room, name }),
      });
      keepCookie(response);
      if (response.status !== 401) return readTicket(response);
      // The session is expired, or sealed with another secret. The next attempt gets a new one.
      cookie = undefined;
      return 'later';
    },

    open: (url) => {
      const socket = new WebSocket(url, { origin });
      // Without a listener an error would end the process. The close that follows it is enough.
      socket.on('error', () => {});
      return socket;
    },
  };
}
