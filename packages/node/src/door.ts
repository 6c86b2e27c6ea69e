import type { DatabaseSync } from 'node:sqlite';
import type { Blockable, Blocks, Tickets } from '@arc-chat/chat';
import type { CommitGate } from './gate.ts';

/** A ticket is valid for a minute. Long after that, it need not be known as used any more. */
const keptMs = 3_600_000;

export function sqliteTickets({ writer }: CommitGate): Tickets {
  const insert = writer('INSERT INTO tickets (jti, used) VALUES (?, ?) ON CONFLICT (jti) DO NOTHING');
  const forget = writer('DELETE FROM tickets WHERE used < ?');
  return {
    async use(jti, now) {
      forget(now - keptMs);
      return insert(jti, now);
    },
  };
}

const keyOf = ({ kind, value }: Blockable) => `${kind}#${value}`;

export function sqliteBlocks(database: DatabaseSync, { writer }: CommitGate): Blocks {
  const replace = writer('INSERT OR REPLACE INTO blocks (what, until) VALUES (?, ?)');
  const find = database.prepare('SELECT 1 FROM blocks WHERE what = ? AND coalesce(until > ?, TRUE)');
  const remove = writer('DELETE FROM blocks WHERE what = ?');
  return {
    add: async (who, until) => void replace(keyOf(who), until ?? null),
    isBlocked: async (who, now) => find.get(keyOf(who), now) !== undefined,
    remove: async (who) => remove(keyOf(who)),
  };
}
