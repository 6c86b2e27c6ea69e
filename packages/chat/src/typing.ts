import type { ClientFrame, Frame } from '@arc-chat/protocol';
import { admit } from './admit.ts';
import { tellOthers } from './deliver.ts';
import { rosterOf } from './presence.ts';
import type { World } from './ports.ts';

/** Tells the others that somebody is typing. Nothing is stored. */
export async function typing(world: World, connection: string, { room }: Frame<ClientFrame, 'typing'>): Promise<void> {
  const { user, name } = await admit(world, room, connection);
  await tellOthers(world, await rosterOf(world, room), connection, { type: 'typing', room, user, name });
}
