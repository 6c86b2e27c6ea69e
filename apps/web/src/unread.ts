import type { RoomState } from '@arc-chat/client';

type Known = Pick<RoomState, 'messages' | 'you'>;

/** What others have said above a row. */
export const saidAbove = ({ messages, you }: Known, row: number): Known['messages'] =>
  messages.slice(messages.findLastIndex(({ seq }) => seq <= row) + 1).filter(({ user }) => user !== you?.user);

/** A row that somebody was at, or the newest where they only come in, or where the history is not that long any more. */
export const caughtUp = ({ messages, you }: Known, row = Infinity): number | undefined =>
  you && Math.min(row, messages.at(-1)?.seq ?? 0);
