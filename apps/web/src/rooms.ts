import { Room } from '@arc-chat/client';
import { roomsWithUnsent } from './outbox.ts';
import { isRoomName, lobby } from './platform.ts';
import { keep, newName, recall, seenIn } from './store.ts';
import type { Platform } from '@arc-chat/client';

/** Beyond this number, the least recently visited room loses its socket. */
const mostOpen = 5;
const mostKnown = 30;

/** An open room. The user has seen it up to row `seen`; rows up to `told` are not announced again. */
export interface Visit {
  room: Room;
  seen: number | undefined;
  told: number | undefined;
}

/** The rooms that the user has visited. The open ones have a socket. */
export class Rooms {
  /** In the order of the last visit. */
  readonly open = new Map<string, Visit>();
  readonly platform: Platform;
  readonly #onChange: () => void;

  constructor(platform: Platform, onChange: () => void) {
    this.platform = platform;
    this.#onChange = onChange;
    void this.#resume();
  }

  /** In the order of the first visit, in any tab. An open room is among them until this tab closes it. */
  get names(): string[] {
    return [...new Set([lobby, ...this.listed, ...this.open.keys()])];
  }

  /** The list of all tabs, without the lobby. */
  get listed(): string[] {
    return recall('localStorage', 'rooms').split(' ').filter(isRoomName);
  }

  set listed(names) {
    for (const name of this.listed) if (!names.includes(name)) keep('localStorage', seenIn(name), '');
    keep('localStorage', 'rooms', names.join(' '));
  }

  visit(name: string): Visit {
    const visit = this.open.get(name) ?? this.#enter(name);
    this.open.delete(name);
    this.open.set(name, visit);
    if (this.open.size > mostOpen) this.#closeOldest();
    return visit;
  }

  /** Checks every open connection, and retries every lost one at once. */
  wake(): void {
    for (const { room } of this.open.values()) room.wake();
  }

  rename(name: string): void {
    keep('localStorage', newName, name);
    for (const { room } of this.open.values()) room.rename(name);
  }

  /** Opens every room with unsent messages from an earlier visit, so that they are sent. */
  async #resume(): Promise<void> {
    for (const name of await roomsWithUnsent()) if (!this.open.has(name)) this.open.set(name, this.#enter(name));
  }

  /** A room with unsent messages keeps its socket. */
  #closeOldest(): void {
    const [, ...earlier] = [...this.open.values()].toReversed();
    const oldest = earlier.findLast(({ room }) => room.state.unsent === 0);
    if (oldest) this.close(oldest);
  }

  close({ room }: Visit): void {
    this.open.delete(room.name);
    room.close();
  }

  #enter(name: string): Visit {
    const room = new Room(name, this.platform, this.#onChange);
    room.open();
    const { listed } = this;
    if (name !== lobby && !listed.includes(name)) this.listed = [...listed.slice(2 - mostKnown), name];
    return { room, seen: undefined, told: undefined };
  }
}
