import type { Platform, Socket } from '@arc-chat/client';

/** A socket and its address. */
export interface Wire {
  url: string;
  socket: Socket;
  /** The first frame that was sent on the socket. It names the room. */
  hello?: string;
}

/** Sees every frame. A frame that the watcher does not pass on is lost. A room has one listener per type of event. */
export interface Watcher {
  sends(wire: Wire, data: string): void;
  hears(wire: Wire, type: 'open' | 'message' | 'close', event: object, deliver: () => void): void;
}

/** Stands between a room of the client and its sockets. It passes each frame on, or asks the watcher if there is one. */
export class Tap {
  readonly wires = new Set<Wire>();
  watcher: Watcher | undefined;
  isOffline = false;

  /** The same platform, with this tap on its sockets. */
  on = (platform: Platform): Platform => ({
    ...platform,
    ticket: async (...of) => (this.isOffline ? 'later' : platform.ticket(...of)),
    open: (url) => {
      const socket = platform.open(url);
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
