import { deliver } from './deliver.ts';
import { leave } from './door.ts';
import type { Blockable, Ports, Seat } from './ports.ts';

const isOf = ({ kind, value }: Blockable, { room, user, address }: Seat): boolean =>
  value === { room, user, ip: address }[kind];

/**
 * Blocks a person, a room or a network, and closes the sockets concerned. The block is written before the seats are
 * read, and an arrival reads the blocks after it took its seat: the arrival sees the block, or its seat is found here.
 *
 * @param everySeat reads all seats, strongly consistent
 * @param until when the block ends, in milliseconds since 1970; without it, the block lasts until it is removed
 * @returns the number of sockets concerned
 */
export async function block(
  ports: Ports,
  everySeat: () => Promise<Seat[]>,
  who: Blockable,
  until?: number,
): Promise<number> {
  await ports.blocks.add(who, until);
  const seats = (await everySeat()).filter((seat) => isOf(who, seat));
  for (const { connection } of seats) {
    await leave(ports, connection);
    await ports.sockets.close(connection);
  }
  return seats.length;
}

/**
 * Empties the text of a message, and sends the emptied message to the room as `said`: an open page drops the text. A
 * classic client does not know that, and would show an empty message.
 *
 * @returns false if there is no such message
 */
export async function erase(ports: Ports, room: string, seq: number): Promise<boolean> {
  if (!(await ports.log.erase(room, seq))) return false;
  const [row] = await ports.log.from(room, seq, 1);
  const seats = (await ports.seats.inRoom(room)).filter(({ version }) => version > 0);
  if (row) await deliver(ports, seats, { type: 'said', room, ...row });
  return true;
}
