import type { Dialect } from './orders.ts';

export type PeerName = 'ours' | 'socketio' | 'sqlite' | 'ws' | 'turn';

/** A server that is compared with the others. */
export type Peer = {
  /** As on the command line. */
  name: PeerName;
  /** As in the document. */
  title: string;
  /** A sentence for the document. */
  about: string;
  dialect: Dialect;
  /** The program, from the project's folder. */
  file: string;
};

export const ours: Peer = {
  name: 'ours',
  title: 'ours, durable',
  about:
    'this chat on one Node process (`apps/server`): it checks the ticket and the seat, stores the message durably and exactly once, and then sends it to everybody. It writes its log lines. Only its limits on what one person may send are switched off, except where losses are counted',
  dialect: 'arc-chat',
  file: 'scripts/lib/server-process.ts',
};

export const socketio: Peer = {
  name: 'socketio',
  title: 'Socket.IO',
  about:
    'Socket.IO 4.8.4 as in its tutorial, with `connectionStateRecovery`, and with a room. It stores nothing on a disk',
  dialect: 'socketio',
  file: 'tools/load/peers/socketio.ts',
};

export const sqlite: Peer = {
  name: 'sqlite',
  title: 'Socket.IO, SQLite',
  about:
    "the same with the tutorial's further steps: a table in SQLite with a `client_offset`, an acknowledgement, and the missed rows after a reconnect. The tutorial uses the package sqlite3, which works in other threads; this uses Node's own `node:sqlite`, which waits for the disk. Both have SQLite's default journal and `synchronous`",
  dialect: 'socketio-stored',
  file: 'tools/load/peers/socketio-sqlite.ts',
};

const ws: Peer = {
  name: 'ws',
  title: 'ws',
  about:
    'ws 8.23.0, and `client.send(data)` to each open socket of the room: a bare broadcast of the bare text. It has no names, no ids and no storage',
  dialect: 'bare',
  file: 'tools/load/peers/ws.ts',
};

export const turn: Peer = {
  name: 'turn',
  title: 'ws, a write a turn',
  about:
    'the same, but a frame is encoded once, and a socket gets all that the room heard in one turn of the event loop in one write: the floor for one Node process',
  dialect: 'bare',
  file: 'tools/load/peers/ws-turn.ts',
};

export const peers: readonly Peer[] = [ours, socketio, sqlite, ws, turn];
