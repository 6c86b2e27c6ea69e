// The floor: a message is encoded once, and everything that a room heard in one turn of the event loop is one write for
// each socket, past ws.
import { WebSocketServer } from 'ws';
import { plainFrame } from '../frames.ts';
import { hostPeer, roomAt, PeerRooms } from './host.ts';
import type { Duplex } from 'node:stream';

const rooms = new PeerRooms<Duplex>();
const waiting = new Map<Set<Duplex>, Buffer[]>();
const sockets = new WebSocketServer({ noServer: true });

function writeAll(): void {
  for (const [room, frames] of waiting) {
    const bytes = Buffer.concat(frames);
    for (const member of room) member.write(bytes);
  }
  waiting.clear();
}

function tell(room: Set<Duplex>, frame: Buffer): void {
  if (waiting.size === 0) setImmediate(writeAll);
  const frames = waiting.get(room);
  if (frames) frames.push(frame);
  else waiting.set(room, [frame]);
}

hostPeer().on('upgrade', (request, stream, head) => {
  sockets.handleUpgrade(request, stream, head, (socket) => {
    const room = rooms.join(roomAt(request), stream);
    socket.on('error', () => {});
    socket.on('close', () => room.delete(stream));
    socket.on('message', (data: Buffer) => tell(room, plainFrame(data)));
  });
});
