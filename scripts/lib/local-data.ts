import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lock } from './lock.ts';
import { Problem, root } from './root.ts';

/** The folder for everything that `npm start` keeps. The variable DATA names another one. */
export const dataFolder = resolve(root, process.env['DATA'] || '.data');

/** The database of a killed process may take a moment to end. */
const patienceMs = 2_000;

/** Keeps every other start and reset away from the folder. @throws Problem with this line if a start uses it */
export function lockData(folder: string, refusal: string): Disposable {
  try {
    return lock(join(folder, 'lock'), refusal, patienceMs);
  } catch (error) {
    if (error instanceof Problem || !(error instanceof Error)) throw error;
    throw new Problem(`This folder is of no use (${error.message}). Choose another one: DATA=.data/2 npm start`);
  }
}

/** The folder of the database. */
export const databaseIn = (folder: string) => join(folder, 'database');

/** Writes a file that no other user can read. After a kill, the file is there whole, or as it was. */
export function writePrivate(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export const newSecret = () => randomBytes(32).toString('base64url');

const secretFile = (folder: string) => join(folder, 'secret');

/** The secret of the folder, made on first use. */
export function secretIn(folder: string): string {
  const file = secretFile(folder);
  if (!existsSync(file)) writePrivate(file, newSecret());
  return readFileSync(file, 'utf8');
}

/** Deletes the database and the secret, and no other file: DATA may name any folder. @throws Problem if a start uses it */
export function deleteData(folder: string): void {
  using _ = lockData(folder, 'npm start uses the data. Stop it, then run this again.');
  for (const path of [databaseIn(folder), secretFile(folder)]) rmSync(path, { recursive: true, force: true });
}
