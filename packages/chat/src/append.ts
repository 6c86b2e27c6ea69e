import { limits } from '@arc-chat/protocol';
import { assertStored, gapIn, startWith } from './history.ts';
import type { Ports, Row } from './ports.ts';

/** A message for the log. `(log, after)` is its floor: no attempt has written the message at or below that row. */
export interface Draft extends Omit<Row, 'log' | 'seq' | 'at'> {
  room: string;
  log: string | null;
  after: number;
}

export type Appended = { row: Row } | { refused: 'resync' | 'new-log' | 'busy' };

const tries = 10;

/** Nearly always fewer rows than this are above a floor, and a message that is refused must not read more. */
const firstRows = 6;

/**
 * The budget of one message: each row that it reads costs 1, and so does each query. With the longest texts, this is at
 * most 40 read units.
 */
const maxRead = 36;

/** Reads the first rows from the floor on. */
export const readAbove = (ports: Ports, room: string, floor: number) => ports.log.from(room, floor, firstRows);

/**
 * Puts a message into the log exactly once, even if many attempts are made and several run at the same time.
 *
 * An earlier attempt can only have written above the floor, and there the read finds its row. If another attempt writes
 * between the read and the put, the place is taken: the put fails, and the next read finds that row.
 *
 * @param above the result of `readAbove`, if the caller has read already
 * @throws Error if the stored log has a hole
 */
export async function append(ports: Ports, draft: Draft, above?: Row[]): Promise<Appended> {
  const { room, log, after, ...message } = draft;
  const search = { end: after + limits.floorRows, left: maxRead };
  let floor = { log, seq: after };
  let first = above;
  for (let attempt = 0; attempt < tries; attempt++) {
    if (attempt > 0) {
      if (search.left < firstRows || ports.now() >= ports.deadline) break;
      await ports.wait(ports.random() * 10 * 2 ** Math.min(attempt, 5));
    }
    first ??= await readAbove(ports, room, floor.seq);
    if (!startWith(first, { log: floor.log, after: floor.seq })) return { refused: 'new-log' };
    const rows = await withRest(ports, room, first, search);
    if (typeof rows === 'string') return { refused: rows };
    const gap = gapIn(rows, Math.max(floor.seq, 1));
    if (gap === undefined) {
      const row = rows.find((it) => it.id === message.id);
      if (row) return { row };
      const last = rows.at(-1);
      const next: Row = {
        ...message,
        log: last?.log ?? ports.newId(),
        seq: (last?.seq ?? 0) + 1,
        at: Math.max(ports.now(), last?.at ?? 0),
      };
      if (await ports.log.put(room, next)) return { row: next };
      if (last) floor = last;
    } else await assertStored(ports, room, gap);
    first = undefined;
  }
  return { refused: 'busy' };
}

/** The first rows, with those after them. `resync`: the search would go beyond its end. `busy`: it has read too much. */
async function withRest(
  ports: Ports,
  room: string,
  first: Row[],
  search: { end: number; left: number },
): Promise<Row[] | 'resync' | 'busy'> {
  search.left -= first.length + 1;
  const last = first.at(-1);
  if (!last) return first;
  let newest: Row | undefined = last;
  if (first.length === firstRows) {
    [newest = last] = await ports.log.before(room, undefined, 1);
    search.left -= 2;
  }
  if (newest.seq > search.end) return 'resync';
  const count = newest.seq - last.seq;
  if (count === 0) return first;
  if (count > search.left) return 'busy';
  const rest = await ports.log.from(room, last.seq + 1, count);
  search.left -= rest.length + 1;
  return [...first, ...rest];
}
