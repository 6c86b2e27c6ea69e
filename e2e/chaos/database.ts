import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import arc from '@architect/functions';
import { freePorts } from '../../scripts/lib/free-ports.ts';
import type { Message } from '@arc-chat/protocol';

export interface Database {
  port: number;
  stop(): void;
}

/** Starts an empty DynamoDB. */
export async function startDatabase(): Promise<Database> {
  const [port = 0] = await freePorts(1);
  const child = fork(fileURLToPath(import.meta.resolve('./database-process.ts')), [String(port)]);
  await once(child, 'message');
  return { port, stop: () => child.disconnect() };
}

/** Reads a room's log from the table. `process.env` has to hold the sandbox's `env`, to find its database. */
export async function readTable(room: string): Promise<Message[]> {
  const { log } = await arc.tables<{ log: Message & { room: string; log: string } }>();
  const { Items } = await log.query({
    KeyConditionExpression: '#room = :room',
    ExpressionAttributeNames: { '#room': 'room' },
    ExpressionAttributeValues: { ':room': room },
    ConsistentRead: true,
    paginate: true,
  });
  return Items.map(({ room: _, log: __, ...message }) => message);
}
