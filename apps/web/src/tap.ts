import type { Host, Socket } from '@arc-chat/client';

/** A socket, and what it was opened with. */
export interface Wire {
  url: string;
  socket: Socket;
  /** The first frame that was sent on it, which names its room. */
  hello?: string;
}

/** Somebody who watches all wires. What they do not pass on is lost. A room listens once to each type, so they hear of each event once. */
export interface Watcher {
  sends(wire: Wire, data: string): void;
  hears(wire: Wire, type: 'open' | 'message' | 'close', event: object, deliver: () => void): void;
}

/** Where one can watch the wires and meddle with them. Until somebody does, frames go straight through. */
export class Tap {
  readonly wires = new Set<Wire>();
  watcher: Watcher | undefined;
  isOffline = false;

  /** The same host, on whose sockets this is. */
  on = (host: Host): Host => ({
    ...host,
    ticket: async (...of) => (this.isOffline ? 'later' : host.ticket(...of)),
    open: (url) => {
      const socket = host.open(url);
      const wire: Wire = { url, socket };
      this.wires.add(wire);
      socket.addEventListener('close', () => this.wires.delete(wire));
      return {
        close: () => socket.close(),
        send: (data) => {
          wire.hello ??= data;
          if (this.watcher) this.watcher.sends(wire, data);
          else socket.send(data);
        },
        addEventListener: (type, listener) =>
          socket.addEventListener(type, (event) => {
            const deliver = () => listener(event);
            if (this.watcher) this.watcher.hears(wire, type, event, deliver);
            else deliver();
          }),
      };
    },
  });
}
