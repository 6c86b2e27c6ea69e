import type { ClientFrame, Frame } from '@arc-chat/protocol';
import { admit } from './admit.ts';
import { readAbove } from './append.ts';
import { startWith } from './history.ts';
import { Refusal } from './refusal.ts';
import { appendAndDeliver } from './say.ts';
import type { Ports, Row } from './ports.ts';
import type { Said } from './say.ts';

/**
 * Removes a message of the person's own, exactly once: a removal is a row of its own, so it is said like a message. The
 * text goes first. If the function dies before the row, the sender's next attempt goes on.
 */
export async function remove(ports: Ports, connection: string, frame: Frame<ClientFrame, 'remove'>): Promise<Said> {
  const { room, id, seq, log, after } = frame;
  const [seat, above, [row]] = await Promise.all([
    admit(ports, room, connection, 'remove'),
    readAbove(ports, room, after),
    ports.log.from(room, seq, 1),
  ]);
  // A row is never deleted. Without it, or without that of the floor, this is not the log that the sender saw.
  if (row?.seq !== seq || !startWith(above, { log, after })) throw new Refusal('new-log');
  if (row.user !== seat.user || row.removes !== undefined) throw new Refusal('not-yours');
  await empty(ports, room, row);
  const { user, name } = seat;
  return appendAndDeliver(ports, { room, id, user, name, text: '', removes: seq, log, after }, above, seat);
}

/** Removes anybody's message in the name of its author. @returns false if there is no such message */
export async function erase(ports: Ports, room: string, seq: number): Promise<boolean> {
  const [[row], [newest]] = await Promise.all([ports.log.from(room, seq, 1), ports.log.before(room, undefined, 1)]);
  if (row?.seq !== seq || !newest || row.removes !== undefined) return false;
  await empty(ports, room, row);
  const { log, user, name } = row;
  const id = ports.newId();
  await appendAndDeliver(ports, { room, id, user, name, text: '', removes: seq, log, after: newest.seq });
  return true;
}

/** If the text changed since the row was read, somebody else has emptied it. */
async function empty(ports: Ports, room: string, row: Row): Promise<void> {
  if (row.text !== '') await ports.log.erase(room, row);
}
