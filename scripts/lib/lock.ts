import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Problem } from './root.ts';

/** Whether SQLite says that another process has locked the file. */
export const isBusy = (error: unknown) => error instanceof Error && 'errcode' in error && error.errcode === 5;

/**
 * Keeps other processes out, until it is disposed of or this process ends. The lock is one of SQLite, so the operating
 * system frees it even after a kill, and nothing has to be cleaned up.
 *
 * @param refusal the line for a process that is kept out
 * @param patienceMs how long such a process waits at most
 * @throws Problem with that line
 */
export function lock(file: string, refusal: string, patienceMs = 0): Disposable {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: patienceMs });
  try {
    // Nothing is ever written, so there need be no file for a journal.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    throw isBusy(error) ? new Problem(refusal) : error;
  }
}
