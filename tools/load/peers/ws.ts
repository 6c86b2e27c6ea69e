// The broadcast of the documents of ws: each message is sent to every open socket, one after the other.
import { WebSocket, WebSocketServer } from 'ws';
import { hostPeer, roomAt, PeerRooms } from './host.ts';

const rooms = new PeerRooms<WebSocket>();

new WebSocketServer({ server: hostPeer() }).on('connection', (socket, request) => {
  const room = rooms.join(roomAt(request), socket);
  socket.on('error', () => {});
  socket.on('close', () => room.delete(socket));
  socket.on('message', (data, isBinary) => {
    for (const member of room) {
      if (member.readyState === WebSocket.OPEN) member.send(data, { binary: isBinary });
    }
  });
});
