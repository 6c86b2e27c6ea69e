import type { ClientFrame, Frame } from '@arc-chat/protocol';
import { admit } from './admit.ts';
import { tellOthers } from './deliver.ts';
import { rosterOf } from './presence.ts';
import type { Ports } from './ports.ts';

/** Tells the others that this person is typing. Stores nothing. */
export async function typing(ports: Ports, connection: string, { room }: Frame<ClientFrame, 'typing'>): Promise<void> {
  const { user, name } = await admit(ports, room, connection, 'typing');
  await tellOthers(ports, await rosterOf(ports, room), connection, { type: 'typing', room, user, name });
}
