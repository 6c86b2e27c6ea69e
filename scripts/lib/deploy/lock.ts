import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Problem } from '../root.ts';

const isBusy = (error: unknown) => error instanceof Error && 'errcode' in error && error.errcode === 5;

/**
 * Keeps other deployments of this folder out, because they share `.build`, until it is disposed of or the process ends.
 * The lock is one of SQLite, so the operating system frees it even after a kill, and nothing has to be cleaned up.
 *
 * @throws Problem if another process has the lock
 */
export function lock(folder: string): Disposable {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  const database = new DatabaseSync(join(folder, 'node_modules/.deploying'));
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new Problem('A deployment is already running in this folder. Wait until it has ended, then run this again.');
  }
}
