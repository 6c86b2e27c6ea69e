import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Each commit waits for the disk, so it survives a loss of power too. An erased text is overwritten. The wait for another
 * process, such as a backup, is short, because nobody is served meanwhile.
 */
const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  PRAGMA busy_timeout = 100;
  PRAGMA wal_autocheckpoint = 4000;
  CREATE TABLE IF NOT EXISTS log (
    room TEXT NOT NULL, seq INTEGER NOT NULL, row TEXT NOT NULL, PRIMARY KEY (room, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tickets (jti TEXT PRIMARY KEY, used INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS used_tickets ON tickets (used);
  CREATE TABLE IF NOT EXISTS blocks (what TEXT PRIMARY KEY, until INTEGER) STRICT, WITHOUT ROWID;
`;

/** A predecessor may take a moment to end. */
const timeout = 2_000;

/**
 * Opens the database in a folder. Seats are in memory, so only one process may serve a folder: the lock on a
 * second file keeps others out, and the operating system frees it even after a kill. Other processes may read the database,
 * but no other user: it has all that was said.
 *
 * @throws Error with the `errcode` 5, SQLITE_BUSY, if another process serves the folder
 */
export function openDatabase(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(folder, 'chat.db'), { timeout });
  database.prepare('ATTACH ? AS lock').run(join(folder, 'lock'));
  database.exec(`PRAGMA lock.locking_mode = EXCLUSIVE; PRAGMA lock.user_version = 1; ${schema}`);
  return database;
}

/** The secret of the folder, made on first use. No other user can read it. */
export function secretOf(folder: string): string {
  const file = join(folder, 'secret');
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, randomBytes(32).toString('base64url'), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return readFileSync(file, 'utf8');
}
