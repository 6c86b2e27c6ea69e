import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { report } from './report.ts';
import { sockets } from './sockets.ts';
import { blocks, connections, log, seats, tickets } from './tables.ts';
import type { Ports } from '@arc-chat/chat';

/** The ports that all events share. Each event adds its own deadline and counts. */
export type SharedPorts = Omit<Ports, 'deadline' | 'unposted'>;

/** The functions' access to DynamoDB, API Gateway, the clock and random numbers. */
export const ports: SharedPorts = {
  log,
  seats,
  connections,
  tickets,
  blocks,
  sockets,
  now: Date.now,
  wait: (ms) => setTimeout(ms),
  random: Math.random,
  newId: () => randomBytes(16).toString('hex'),
  report,
};
