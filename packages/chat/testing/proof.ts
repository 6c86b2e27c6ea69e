import assert from 'node:assert/strict';
import { room } from './scene.ts';
import type { Memory } from './memory.ts';

/** What must be true of a room after whatever happened in it. @returns the ids in its log */
export function assertRoom(memory: Memory): string[] {
  const rows = memory.rows(room);
  const ids = rows.map(({ id }) => id);
  assert.deepEqual(
    rows.map(({ seq }) => seq),
    rows.map((_, i) => i + 1),
    'places from 1, without a hole',
  );
  assert.equal(new Set(ids).size, ids.length, `each message once at most: ${ids.join()}`);
  assert.ok(new Set(rows.map(({ log }) => log)).size <= 1, 'one log');
  assert.ok(
    rows.every(({ at }, i) => at >= (rows[i - 1]?.at ?? 0)),
    'time runs forwards',
  );
  return ids;
}

/** Makes sure, as it happens, that what is told of a message is what is stored of it. */
export function assertPersistedFirst(memory: Memory, connection: string): void {
  const already = memory.sentTo(connection);
  for (const frame of already) {
    if (frame.type !== 'said') continue;
    const { type: _, room: where, ...row } = frame;
    assert.deepEqual(memory.rows(where)[row.seq - 1], row, 'persist, then deliver');
  }
}
