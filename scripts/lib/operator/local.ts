import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { dataFolder, writePrivate } from '../local-data.ts';
import { Problem } from '../root.ts';

const fileIn = (folder: string) => join(folder, 'local.json');

const Environment = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string()));

/** Leaves the environment that the operator's commands need to find a local run. @returns a function that removes it */
export function leaveEnvironment(folder: string, env: Record<string, string>): () => void {
  writePrivate(fileIn(folder), JSON.stringify(env));
  return () => rmSync(fileIn(folder), { force: true });
}

/** The environment of the local run. @throws Problem if there is none */
export function findEnvironment(): Record<string, string> {
  try {
    return v.parse(Environment, readFileSync(fileIn(dataFolder), 'utf8'));
  } catch {
    throw new Problem('No local run was found. In another terminal, run: npm start');
  }
}
