import type { DoorCode } from '@arc-chat/protocol';
import type { Ports, Seat } from './ports.ts';

export type Blocked = Exclude<DoorCode, 'room-full'>;

/** Somebody who takes a seat, or wants to. */
export type Entrant = Pick<Seat, 'room' | 'user' | 'address'>;

/** The block that keeps this entrant out, if there is one. */
export async function blockOf(
  { blocks, now }: Pick<Ports, 'blocks' | 'now'>,
  { room, user, address }: Entrant,
): Promise<Blocked | undefined> {
  const at = now();
  const [isRoom, isUser, isNetwork] = await Promise.all([
    blocks.isBlocked({ kind: 'room', value: room }, at),
    blocks.isBlocked({ kind: 'user', value: user }, at),
    blocks.isBlocked({ kind: 'ip', value: address }, at),
  ]);
  if (isUser || isNetwork) return 'blocked';
  return isRoom ? 'room-blocked' : undefined;
}
