import { Room } from '@arc-chat/client';
import { isRoomName, lobby } from './host.ts';
import { keep, recall } from './store.ts';
import type { Host } from '@arc-chat/client';

/** Beyond that, the one that was not visited for longest loses its socket. */
const mostOpen = 5;
const mostKnown = 30;

/** A room with a socket, and how much of it the person here has seen and was told of. */
export interface Visit {
  room: Room;
  seen: number | undefined;
  told: number | undefined;
}

/** The rooms that somebody was in: those of this visit stay connected. */
export class Rooms {
  /** In the order in which they were first visited. */
  names = [...new Set([lobby, ...recall('localStorage', 'rooms').split(' ').filter(isRoomName)])];
  /** The last one visited last. */
  readonly open = new Map<string, Visit>();
  readonly #host: Host;
  readonly #onChange: () => void;

  constructor(host: Host, onChange: () => void) {
    this.#host = host;
    this.#onChange = onChange;
  }

  visit(name: string): Visit {
    const visit = this.open.get(name) ?? this.#enter(name);
    this.open.delete(name);
    this.open.set(name, visit);
    const [oldest] = this.open;
    if (oldest && this.open.size > mostOpen) {
      this.open.delete(oldest[0]);
      oldest[1].room.close();
    }
    return visit;
  }

  /** The network is back, or the page is looked at again. */
  wake(): void {
    for (const { room } of this.open.values()) room.wake();
  }

  rename(name: string): void {
    for (const { room } of this.open.values()) room.rename(name);
  }

  #enter(name: string): Visit {
    const room = new Room(name, this.#host, this.#onChange);
    room.open();
    if (!this.names.includes(name)) {
      const [first = lobby, ...others] = this.names;
      this.names = [first, ...others.slice(2 - mostKnown), name];
      keep('localStorage', 'rooms', this.names.join(' '));
    }
    return { room, seen: undefined, told: undefined };
  }
}
