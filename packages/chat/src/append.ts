import { limits } from '@arc-chat/protocol';
import type { Ports, Row } from './ports.ts';

/** A message for the log. `(log, after)` is its floor: no attempt has written the message at or below that row. */
export interface Draft {
  room: string;
  id: string;
  text: string;
  log: string | null;
  after: number;
  user: string;
  name: string;
}

export type Appended = { row: Row } | { refused: 'resync' | 'new-log' | 'busy' };

const tries = 10;

/** Reads the rows from the floor on: one more than `append` searches, to notice when there are too many. */
export const readAbove = (ports: Ports, room: string, floor: number) =>
  ports.log.from(room, floor, limits.floorRows + 1);

/** A query is not a snapshot: it can miss a row that is written while it runs, and still return a later row. */
const isConsecutive = (rows: Row[], first: number) => rows.every((row, i) => row.seq === first + i);

/**
 * Puts a message into the log exactly once, even if many attempts are made and several run at the same time.
 *
 * An earlier attempt can only have written above the floor, and there the read finds its row. If another attempt writes
 * between the read and the put, the place is taken: the put fails, and the next read finds that row.
 *
 * @param above the result of `readAbove`, if the caller has read already
 */
export async function append(ports: Ports, draft: Draft, above?: Row[]): Promise<Appended> {
  const { room, id, text, user, name } = draft;
  let floor = { log: draft.log, seq: draft.after };
  let rows = above;
  for (let attempt = 0; attempt < tries; attempt++) {
    if (attempt > 0) await ports.wait(ports.random() * 10 * 2 ** Math.min(attempt, 5));
    rows ??= await readAbove(ports, room, floor.seq);
    if (floor.seq > 0 && (rows[0]?.seq !== floor.seq || rows[0].log !== floor.log)) return { refused: 'new-log' };
    if (rows.length > limits.floorRows) return { refused: 'resync' };
    if (isConsecutive(rows, Math.max(floor.seq, 1))) {
      const row = rows.find((it) => it.id === id);
      if (row) return { row };
      const last = rows.at(-1);
      const next: Row = {
        log: last?.log ?? ports.newId(),
        seq: (last?.seq ?? 0) + 1,
        id,
        user,
        name,
        text,
        at: Math.max(ports.now(), last?.at ?? 0),
      };
      if (await ports.log.put(room, next)) return { row: next };
      if (last) floor = last;
    }
    rows = undefined;
  }
  return { refused: 'busy' };
}
