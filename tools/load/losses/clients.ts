import { randomUUID } from 'node:crypto';
import { memoryOutbox, Room } from '@arc-chat/client';
import { guest } from '@arc-chat/client/node';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import type { Dialect } from '../orders.ts';

/** A real client of a peer, as its documents recommend. */
export interface LossClient {
  isConnected(): boolean;
  say(text: string): void;
  /** The texts that somebody sees, in their order. */
  view(): readonly string[];
  close(): void;
}

const room = 'losses';

/** Our client, without a word of our own on reconnecting or retrying. */
function ourClient(origin: string): LossClient {
  const seat = new Room(room, { ...guest(origin), outbox: memoryOutbox() });
  seat.open();
  return {
    isConnected: () => seat.state.status.type === 'live' && seat.state.unsent === 0,
    say: (text) => void seat.say(text),
    view: () => seat.state.messages.map(({ text }) => text),
    close: () => seat.close(),
  };
}

/** The tutorial's client. With storage it keeps the offset of the newest message, and tries a message up to four times. */
function socketIoClient(origin: string, isStored: boolean, hasRandomIds: boolean): LossClient {
  const seen: string[] = [];
  const auth = { room, serverOffset: 0 };
  let counter = 0;
  const socket = io(origin, { auth, forceNew: true, ...(isStored && { ackTimeout: 10_000, retries: 3 }) });
  socket.on('chat message', (text: string, serverOffset: number) => {
    seen.push(text);
    if (isStored) auth.serverOffset = serverOffset;
  });
  return {
    isConnected: () => socket.connected,
    say(text) {
      // Without a connection, socket.id is undefined, and several people then make the same id. So says the tutorial.
      const id = hasRandomIds ? randomUUID() : `${socket.id}-${counter++}`;
      socket.emit('chat message', text, ...(isStored ? [id] : []));
    },
    view: () => seen,
    close: () => socket.close(),
  };
}

const reconnectMs = 1_000;

/** The least that a chat does: it connects again after a second, and then sends what was written meanwhile. */
function bareClient(origin: string): LossClient {
  const seen: string[] = [];
  const waiting: string[] = [];
  let isClosed = false;
  const open = (): WebSocket => {
    const opened = new WebSocket(`${origin.replace('http', 'ws')}/?room=${room}`);
    opened.on('error', () => {});
    opened.on('open', () => waiting.splice(0).forEach((text) => opened.send(text)));
    opened.on('message', (data: Buffer) => seen.push(data.toString()));
    opened.on('close', () => setTimeout(() => isClosed || (socket = open()), reconnectMs));
    return opened;
  };
  let socket = open();
  return {
    isConnected: () => socket.readyState === WebSocket.OPEN,
    say: (text) => (socket.readyState === WebSocket.OPEN ? socket.send(text) : void waiting.push(text)),
    view: () => seen,
    close() {
      isClosed = true;
      socket.close();
    },
  };
}

const clients: Record<Dialect, (origin: string, hasRandomIds: boolean) => LossClient> = {
  'arc-chat': ourClient,
  bare: bareClient,
  socketio: (origin) => socketIoClient(origin, false, false),
  'socketio-stored': (origin, hasRandomIds) => socketIoClient(origin, true, hasRandomIds),
};

/** @param hasRandomIds whether Socket.IO's messages have random ids, and not those of the tutorial */
export const lossClient = (dialect: Dialect, origin: string, hasRandomIds: boolean): LossClient =>
  clients[dialect](origin, hasRandomIds);
