import { allOf, tables } from '../testing/storage.ts';
import type { Message } from '@arc-chat/protocol';

/** A room's log as it stands in the table. The environment says where the tables are. */
export async function readTable(room: string): Promise<Message[]> {
  const { log } = await tables();
  const { Items } = await log.query({ ...allOf(room), ConsistentRead: true, paginate: true });
  return Items.map(({ room: _, log: __, ...message }) => message);
}
