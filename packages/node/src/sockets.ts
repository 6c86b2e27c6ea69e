import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Posted } from '@arc-chat/chat';
import type { CommitGate } from './gate.ts';

/** A socket with more unread bytes is closed. Its client comes back, and asks for the messages that it missed. */
const maxUnreadBytes = 1024 * 1024;

/** A close code of RFC 6455: https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const policyViolation = 1008;

/** The end of a list of frames. Sockets that get the same frames share the list, and so its bytes. */
interface Frames {
  data?: string;
  bytes: Buffer;
  /** The list with one more frame, the last that somebody asked for. */
  longer?: Frames;
}

interface Open {
  socket: WebSocket;
  /** The TCP connection of the socket. */
  stream: Duplex;
  /** The frames of this burst. */
  waiting?: Frames | undefined;
  isClosing?: true;
}

/** A whole text frame, as a server sends it: https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const header = length < 126 ? [0x81, length] : [0x81, 126, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.from(header), payload]);
}

const noFrames = (): Frames => ({ bytes: Buffer.alloc(0) });

/**
 * The sockets of this process. Everything that a burst has for a socket leaves in one write, after the commit. What many
 * sockets get is encoded once.
 */
export function turnSockets({ afterCommit }: CommitGate) {
  const all = new Map<string, Open>();
  let due: Open[] = [];
  let start = noFrames();

  function flush(): void {
    const flushed = due;
    [due, start] = [[], noFrames()];
    for (const open of flushed) {
      const { socket, stream, waiting } = open;
      open.waiting = undefined;
      if (socket.readyState !== socket.OPEN) continue;
      if (waiting) stream.write(waiting.bytes);
      if (open.isClosing) socket.close(policyViolation);
      if (stream.writableLength > maxUnreadBytes) socket.terminate();
    }
  }

  const isDue = (open: Open) => {
    if (due.push(open) === 1) afterCommit(flush);
  };

  return {
    /** Lets the rules post to a socket, until it is closed. */
    add(connection: string, socket: WebSocket, stream: Duplex): void {
      all.set(connection, { socket, stream });
      socket.on('close', () => all.delete(connection));
    },

    /** Whether the frames of this connection are still heard. */
    has: (connection: string) => all.has(connection),

    post(connection: string, data: string): Posted {
      const open = all.get(connection);
      if (!open) return 'gone';
      if (!open.waiting) isDue(open);
      const list = open.waiting ?? start;
      if (list.longer?.data !== data) list.longer = { data, bytes: Buffer.concat([list.bytes, frameOf(data)]) };
      open.waiting = list.longer;
      return 'delivered';
    },

    async close(connection: string): Promise<void> {
      const open = all.get(connection);
      if (!open) return;
      all.delete(connection);
      open.isClosing = true;
      isDue(open);
    },
  };
}

export type TurnSockets = ReturnType<typeof turnSockets>;
