// Socket.IO's tutorial up to its connection state recovery: a message goes to everybody, and nothing is stored.
import { Server } from 'socket.io';
import { hostPeer } from './host.ts';

const io = new Server(hostPeer(), { connectionStateRecovery: {} });

io.on('connection', (socket) => {
  const room = String(socket.handshake.auth['room']);
  void socket.join(room);
  socket.on('chat message', (text: string) => io.to(room).emit('chat message', text));
});
