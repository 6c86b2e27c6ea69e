// Socket.IO's tutorial up to its last step on delivery: messages are stored, acknowledged, and sent again to a client
// that comes back. Its asynchronous package for SQLite needs a compiler, so this uses Node's own.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Server } from 'socket.io';
import { hostPeer } from './host.ts';

const database = new DatabaseSync(join(process.env['DATA'] ?? '', 'chat.db'));
database.exec(`CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  client_offset TEXT UNIQUE,
  content TEXT,
  room TEXT
)`);
const insert = database.prepare('INSERT INTO messages (content, client_offset, room) VALUES (?, ?, ?)');
const missed = database.prepare('SELECT id, content FROM messages WHERE id > ? AND room = ?');

/** SQLite's code for a value that has to be unique and is not. The tutorial tests for its general code, 19. */
const constraint = 19;
const isConstraint = (error: unknown) =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === constraint;

const io = new Server(hostPeer(), { connectionStateRecovery: {} });

io.on('connection', (socket) => {
  const room = String(socket.handshake.auth['room']);
  void socket.join(room);
  socket.on('chat message', (text: string, clientOffset: string, callback: () => void) => {
    let row;
    try {
      row = insert.run(text, clientOffset, room);
    } catch (error) {
      // After any other error the client tries again.
      if (isConstraint(error)) callback();
      return;
    }
    io.to(room).emit('chat message', text, Number(row.lastInsertRowid));
    callback();
  });
  if (socket.recovered) return;
  for (const { id, content } of missed.all(Number(socket.handshake.auth['serverOffset'] ?? 0), room)) {
    socket.emit('chat message', content, id);
  }
});
