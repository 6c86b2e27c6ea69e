import type { DoorCode } from '@arc-chat/protocol';
import type { PageFiles } from '@arc-chat/html-shell';
import type { PageAddress } from './origin.ts';
import type { HttpRequest } from './http.ts';
import type { Sessions } from './sessions.ts';

/** The parts that a host of the chat supplies. A host is Lambda, or one process. */
export interface HttpHost {
  /** Made once from the host's secret. */
  sessions: Sessions;
  /** The page's origin. Set if the Host header differs: behind a CDN or a custom domain. */
  appOrigin: string | undefined;
  /** Stands for a network address. */
  addressTag(address: string | null | undefined): string;
  /** The URL of a socket for a page at this address, including the ticket. */
  socketUrl(address: PageAddress, ticket: string): string;
}

export interface PageHost extends HttpHost {
  /** The address of each file changes with its content. */
  files: PageFiles;
}

export interface SocketHost extends Pick<HttpHost, 'sessions' | 'addressTag'> {
  /** Adds the room to the log line of this request. */
  note(note: { room: string }): void;
}

export interface TicketHost extends HttpHost, SocketHost {
  /** The reason that keeps this person out of the room, if there is one. */
  refusalAtDoor(room: string, user: string, request: HttpRequest): Promise<DoorCode | undefined>;
}
