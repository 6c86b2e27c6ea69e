import { Problem } from '../root.ts';

/** A row of a log, with all its attributes. */
export interface StoredRow {
  seq: number;
  /** The id of the log. */
  log: string;
  /** The id of the message. */
  id: string;
  item: object;
}

/** The newest row that a run copies into a room. */
export type Goal = Omit<StoredRow, 'item'>;

/** A table with the logs of all rooms. Every read is strongly consistent. A write may be made twice, if its answer is lost. */
export interface LogTable {
  /** Every room, once. */
  rooms(): AsyncIterable<string>;
  /** The rows with `from <= seq <= to`, oldest first: at least one, if there are any. */
  rows(room: string, from: number, to: number): Promise<StoredRow[]>;
  newest(room: string): Promise<StoredRow | undefined>;
  /** Writes a row into a free place. False: the place was taken. */
  put(row: StoredRow): Promise<boolean>;
  /** The goal that the room is closed for; undefined if it is open. */
  closedFor(room: string): Promise<Goal | undefined>;
  /** Makes every read of the room's newest row fail. False: the room was not closed for `was`, or not open without it. */
  close(room: string, goal: Goal, was: Goal | undefined): Promise<boolean>;
  /** False: the room was not closed for this goal. */
  open(room: string, goal: Goal): Promise<boolean>;
}

type Print = (line: string) => void;

async function* pagesOf(table: LogTable, room: string): AsyncGenerator<StoredRow[]> {
  for (let next = 1; ;) {
    const page = await table.rows(room, next, Number.MAX_SAFE_INTEGER);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    next = last.seq + 1;
  }
}

/** A message may be in two logs, because an outbox sends it again after a new log has begun. */
const isSame = (one: Goal, other: Goal) => one.seq === other.seq && one.log === other.log && one.id === other.id;

const has = async (table: LogTable, room: string, row: Goal) =>
  (await table.rows(room, row.seq, row.seq)).some((it) => isSame(it, row));

const otherLog = 'people wrote in it since, so it has a new log. Two logs cannot be merged';
const otherFrom = (seq: number) => `from row ${seq} on it has other messages. Two logs cannot be merged`;
const without = (seq: number) => `row ${seq} is missing in the table to restore from. The rows before it are there`;
const otherGoal = ({ seq }: Goal) =>
  `another run closed it to copy up to row ${seq}, and that row is not in the table to restore from. Run this with the table of that run`;

interface Stop {
  /** Why no more rows can be copied. */
  reason: string;
  /** Whether no other run can copy more either, because people wrote in the place of an old row. */
  isFinal: boolean;
}

/** The rows of a page that are not there, up to the first one that cannot be copied. */
function compare(page: StoredRow[], there: StoredRow[], first: number): { missing: StoredRow[]; stop?: Stop } {
  const known = new Map(there.map((row) => [row.seq, row]));
  const missing: StoredRow[] = [];
  for (const [i, row] of page.entries()) {
    if (row.seq !== first + i) return { missing, stop: { reason: without(first + i), isFinal: false } };
    const other = known.get(row.seq);
    if (!other) missing.push(row);
    else if (!isSame(other, row)) return { missing, stop: { reason: otherFrom(row.seq), isFinal: true } };
  }
  return { missing };
}

interface Restored {
  /** The number of rows that were missing, and are there now. */
  copied: number;
  /** Why the room does not have all rows, or stays closed. */
  reason?: string;
}

/**
 * Copies the rows that a room lacks, in the order of `seq`. May be interrupted, and run several times at once.
 *
 * Nobody may append while rows are missing, because the message would take the place of an old one. So the room is closed
 * first: an append reads up to the newest row, and that read fails. Only an append that has read before can still write,
 * and only one: after the row that was the newest. Then that place has another message, and nothing more is copied.
 *
 * A closed room names its goal. Only a run with that row in its table may open the room or set a higher goal. It opens the
 * room when all rows of its table are there, or when no run can copy more. Otherwise the room stays closed.
 */
export async function copyRoom(from: LogTable, to: LogTable, room: string, print: Print): Promise<Restored> {
  const goal = await from.newest(room);
  let closed = await to.closedFor(room);
  let copied = 0;

  async function foreign(other: Goal | undefined): Promise<Stop | undefined> {
    if (!other || (await has(from, room, other))) return undefined;
    return { reason: otherGoal(other), isFinal: false };
  }

  async function close(own: Goal): Promise<Stop | undefined> {
    while (!closed || !isSame(closed, own)) {
      const refused = await foreign(closed);
      if (refused) return refused;
      closed = (await to.close(room, own, closed)) ? own : await to.closedFor(room);
    }
    print(`${room}: closed, until its rows are copied`);
    return undefined;
  }

  async function copyMissing(own: Goal): Promise<Stop | undefined> {
    const newest = await to.newest(room);
    let next = 1;
    for await (const page of pagesOf(from, room)) {
      if (newest && page.some(({ log }) => log !== newest.log)) return { reason: otherLog, isFinal: true };
      const there = await to.rows(room, next, next + page.length - 1);
      const { missing, stop } = compare(page, there, next);
      for (const row of missing) {
        const refused = copied === 0 ? await close(own) : undefined;
        if (refused) return refused;
        // The place may have this very row: from another run, or from a first attempt whose answer was lost.
        if (!(await to.put(row)) && !(await has(to, room, row))) return { reason: otherFrom(row.seq), isFinal: true };
        copied++;
      }
      if (stop) return stop;
      next += page.length;
    }
    return undefined;
  }

  let stop = (await foreign(closed)) ?? (goal && (await copyMissing(goal)));
  if (closed && stop?.isFinal !== false && !(await to.open(room, closed))) {
    // Another run has opened the room, or it has set a higher goal and will open the room.
    stop ??= await foreign(await to.closedFor(room));
  }
  if (!stop) return { copied };
  return { copied, reason: closed && !stop.isFinal ? `${stop.reason}. The room stays closed` : stop.reason };
}

/**
 * Copies the rows that are missing, room by room. Prints each room that changes, and each that cannot be restored.
 * @throws Problem if a room cannot be restored; the others are
 */
export async function copyRooms(from: LogTable, to: LogTable, print: Print): Promise<void> {
  const all = { rooms: 0, refused: 0, copied: 0 };
  for await (const room of from.rooms()) {
    const { copied, reason } = await copyRoom(from, to, room, print);
    all.rooms++;
    all.copied += copied;
    if (copied > 0) print(`${room}: ${copied} rows copied`);
    if (reason === undefined) continue;
    all.refused++;
    print(`${room}: not restored, because ${reason}`);
  }
  const whole = `${all.copied} rows copied. ${all.rooms - all.refused} of ${all.rooms} rooms have all their rows.`;
  if (all.refused > 0) throw new Problem(whole);
  print(whole);
}
