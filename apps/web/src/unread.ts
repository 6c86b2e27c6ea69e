import type { RoomState } from '@arc-chat/client';

type Known = Pick<RoomState, 'messages' | 'you'>;

/** The rows of others after a row. */
export const rowsAbove = ({ messages, you }: Known, row: number): Known['messages'] =>
  messages.slice(messages.findLastIndex(({ seq }) => seq <= row) + 1).filter(({ user }) => user !== you?.user);

/** As above, without removed messages and their removals. */
export const saidAbove = (known: Known, row: number): Known['messages'] =>
  rowsAbove(known, row).filter(({ text }) => text !== '');

/** The row that a reader has reached: the newest on arrival, or in a shorter history. Undefined until a welcome. */
export const caughtUp = ({ messages, you }: Known, row = Infinity): number | undefined =>
  you && Math.min(row, messages.at(-1)?.seq ?? 0);
