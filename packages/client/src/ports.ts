import type { Message, Person } from '@arc-chat/protocol';
import type { Socket, Status, Ticketed } from './connection.ts';
import type { Entry, Outbox } from './outbox.ts';
import type { Lock } from './outgoing.ts';

/** What a room needs of where it runs. */
export interface Platform {
  /** The address of one more socket to this room; with a name, the person is called that from now on. */
  ticket(room: string, name?: string): Promise<Ticketed>;
  open(url: string): Socket;
  outbox: Outbox;
  /** Order across the tabs of a browser needs it, exactly-once does not. */
  lock?: Lock;
}

/** What there is to show of a room. */
export interface RoomState {
  status: Status;
  you: Person | undefined;
  messages: readonly Message[];
  hasOlder: boolean;
  /** What was written here and is not known to be in the log. */
  outbox: readonly Entry[];
  /** Undefined in a crowd. */
  people: readonly Person[] | undefined;
  typing: readonly Person[];
  /** How often the history turned out to be another one, and was started over. */
  restarts: number;
}
