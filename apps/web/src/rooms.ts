import { Room } from '@arc-chat/client';
import { isRoomName, lobby } from './platform.ts';
import { roomsWithUnsent } from './outbox.ts';
import { keep, recall } from './store.ts';
import type { Platform } from '@arc-chat/client';

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
  readonly #platform: Platform;
  readonly #onChange: () => void;

  constructor(platform: Platform, onChange: () => void) {
    this.#platform = platform;
    this.#onChange = onChange;
    void this.#resume();
  }

  visit(name: string): Visit {
    const visit = this.open.get(name) ?? this.#enter(name);
    this.open.delete(name);
    this.open.set(name, visit);
    if (this.open.size > mostOpen) this.#closeOldest();
    return visit;
  }

  /** The network is back, or the page is looked at again. */
  wake(): void {
    for (const { room } of this.open.values()) room.wake();
  }

  rename(name: string): void {
    for (const { room } of this.open.values()) room.rename(name);
  }

  /** What was written on an earlier visit is sent, wherever that was. */
  async #resume(): Promise<void> {
    for (const name of await roomsWithUnsent()) if (!this.open.has(name)) this.open.set(name, this.#enter(name));
  }

  /** What still has something to send keeps its socket. */
  #closeOldest(): void {
    const [, ...earlier] = [...this.open.values()].toReversed();
    const oldest = earlier.findLast(({ room }) => room.state.outbox.length === 0);
    if (!oldest) return;
    this.open.delete(oldest.room.name);
    oldest.room.close();
  }

  #enter(name: string): Visit {
    const room = new Room(name, this.#platform, this.#onChange);
    room.open();
    if (!this.names.includes(name)) {
      const [first = lobby, ...others] = this.names;
      this.names = [first, ...others.slice(2 - mostKnown), name];
      keep('localStorage', 'rooms', this.names.join(' '));
    }
    return { room, seen: undefined, told: undefined };
  }
}
