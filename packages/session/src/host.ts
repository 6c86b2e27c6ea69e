import type { PageFiles } from '@arc-chat/html-shell';
import type { PageAddress } from './origin.ts';
import type { Sessions } from './sessions.ts';

/** What a host of the chat supplies: Lambda, or one process. */
export interface HttpHost {
  /** Made once from the host's secret. */
  sessions: Sessions;
  /** The page's origin where the Host header is another one: behind a CDN or a custom domain. */
  appOrigin: string | undefined;
  /** The address of a socket for a page at this address, with the ticket in it. */
  socketUrl(address: PageAddress, ticket: string): string;
}

export interface PageHost extends HttpHost {
  /** Each address changes with the content of its file. */
  files: PageFiles;
}

export interface TicketHost extends HttpHost {
  /** Adds the room to the operator's log of this request. */
  note(note: { room: string }): void;
}
