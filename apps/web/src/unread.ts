import type { RoomState } from '@arc-chat/client';

type Known = Pick<RoomState, 'messages' | 'you'>;

/** The messages of others after a row. */
export const saidAbove = ({ messages, you }: Known, row: number): Known['messages'] =>
  messages.slice(messages.findLastIndex(({ seq }) => seq <= row) + 1).filter(({ user }) => user !== you?.user);

/** The row that a reader has reached: the newest on arrival, or in a shorter history. Undefined until a welcome. */
export const caughtUp = ({ messages, you }: Known, row = Infinity): number | undefined =>
  you && Math.min(row, messages.at(-1)?.seq ?? 0);
