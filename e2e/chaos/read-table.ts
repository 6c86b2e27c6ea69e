import arc from '@architect/functions';
import type { Message } from '@arc-chat/protocol';

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
