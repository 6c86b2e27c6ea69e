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
