import type { DatabaseSync } from 'node:sqlite';
import type { Log, Row } from '@arc-chat/chat';
import type { CommitGate } from './gate.ts';

/** Nearly every read is within so many of a room's newest rows. They stay in memory, for so many rooms. */
const [keptRows, keptRooms] = [32, 1_000];

/** The log in SQLite. A row counts as written before its commit, because the gate lets nothing out until then. */
export function sqliteLog(database: DatabaseSync, { writer }: CommitGate): Log {
  const upwards = database.prepare('SELECT row FROM log WHERE room = ? AND seq >= ? ORDER BY seq LIMIT ?');
  const downwards = database.prepare('SELECT row FROM log WHERE room = ? AND seq < ? ORDER BY seq DESC LIMIT ?');
  const insert = writer('INSERT INTO log (room, seq, row) VALUES (?, ?, ?) ON CONFLICT (room, seq) DO NOTHING');
  const empty = writer(
    `UPDATE log SET row = json_set(row, '$.text', '') WHERE room = ? AND seq = ? AND row ->> 'text' = ?`,
  );
  const tails = new Map<string, Row[]>();

  const read = (query: typeof upwards, ...[room, from, count]: [string, number, number]): Row[] =>
    query.all(room, from, count).map(({ row }) => JSON.parse(String(row)));

  /** The newest rows of a room, oldest first. */
  function tailOf(room: string): Row[] {
    if (tails.size > keptRooms) tails.clear();
    const tail = tails.get(room) ?? read(downwards, room, Number.MAX_SAFE_INTEGER, keptRows).toReversed();
    tails.set(room, tail);
    return tail;
  }

  /** Whether the tail has all rows of the room from this one on. */
  const reaches = ([first]: Row[], from: number) => first === undefined || first.seq === 1 || first.seq <= from;

  return {
    async from(room, from, count) {
      const tail = tailOf(room);
      return reaches(tail, from)
        ? tail.filter(({ seq }) => seq >= from).slice(0, count)
        : read(upwards, room, from, count);
    },

    async before(room, before = Number.MAX_SAFE_INTEGER, count) {
      const tail = tailOf(room);
      const rows = tail.filter(({ seq }) => seq < before).slice(-count);
      return rows.length === count || reaches(tail, 1) ? rows.toReversed() : read(downwards, room, before, count);
    },

    async put(room, row) {
      const tail = tailOf(room);
      const isNew = insert(room, row.seq, JSON.stringify(row));
      if (!isNew || row.seq <= (tail.at(-1)?.seq ?? 0)) tails.delete(room);
      else if (tail.push(row) > 2 * keptRows) tail.splice(0, keptRows);
      return isNew;
    },

    async erase(room, { seq, text }) {
      tails.delete(room);
      return empty(room, seq, text);
    },
  };
}
