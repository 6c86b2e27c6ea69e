import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { report } from './report.ts';
import { sockets } from './sockets.ts';
import { blocks, connections, log, seats, tickets } from './tables.ts';
import type { SharedPorts } from '@arc-chat/chat';

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
