import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { openDatabase } from './database.ts';
import { sqliteBlocks, sqliteTickets } from './door.ts';
import { commitGate } from './gate.ts';
import { sqliteLog } from './log.ts';
import { memoryConnections, memorySeats } from './seats.ts';
import { turnSockets } from './sockets.ts';

export { secretOf } from './database.ts';
export type { CommitGate } from './gate.ts';
export type { TurnSockets } from './sockets.ts';

/** Opens the rules' ports in this process, on a database in the folder. Each event adds its deadline. */
export function openPorts(folder: string, isMetered: boolean) {
  const database = openDatabase(folder);
  const gate = commitGate(database);
  const ports = {
    log: sqliteLog(database, gate),
    seats: memorySeats(isMetered),
    connections: memoryConnections(),
    tickets: sqliteTickets(gate),
    blocks: sqliteBlocks(database, gate),
    sockets: turnSockets(gate),
    now: Date.now,
    wait: (ms: number) => setTimeout(ms),
    random: Math.random,
    newId: () => randomBytes(16).toString('hex'),
    report: console.error,
  };
  return { ports, gate, close: () => database.close() };
}
