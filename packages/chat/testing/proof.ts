import assert from 'node:assert/strict';
import { room } from './scene.ts';
import type { Memory } from './memory.ts';

/** Asserts all that must be true of a room's log at any time. @returns the ids in the log */
export function assertRoom(memory: Memory): string[] {
  const rows = memory.rows(room);
  const ids = rows.map(({ id }) => id);
  assert.deepEqual(
    rows.map(({ seq }) => seq),
    rows.map((_, i) => i + 1),
    'seq counts from 1 without a hole',
  );
  assert.equal(new Set(ids).size, ids.length, `no message is in the log twice: ${ids.join()}`);
  assert.ok(new Set(rows.map(({ log }) => log)).size <= 1, 'all rows are of one log');
  assert.ok(
    rows.every(({ at }, i) => at >= (rows[i - 1]?.at ?? 0)),
    'no row is older than the row before it',
  );
  return ids;
}

/** Asserts, at the time of a delivery, that each delivered message equals its stored row. */
export function assertPersistedFirst(memory: Memory, connection: string): void {
  const already = memory.sentTo(connection);
  for (const frame of already) {
    if (frame.type !== 'said') continue;
    const { type: _, room: where, ...row } = frame;
    assert.deepEqual(memory.rows(where)[row.seq - 1], row, 'a message is stored before it is delivered');
  }
}
