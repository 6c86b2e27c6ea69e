import arc from '@architect/functions';
import type { Message } from '@arc-chat/protocol';

/** A room's log as it stands in the table. The environment says where the tables are. */
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
