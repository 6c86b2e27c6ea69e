import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { Problem, root } from '../root.ts';

const folder = join(root, '.data');

/** One file for each `npm start` that runs here. */
const fileOf = (port: number) => join(folder, `local-${port}.json`);

const Environment = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string()));

/** Leaves the environment that the operator's commands need to find a local run. @returns a function that removes it */
export function leaveEnvironment(port: number, env: Record<string, string>): () => void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(port), JSON.stringify(env));
  return () => rmSync(fileOf(port), { force: true });
}

/** The environment of the local run on this port. @throws Problem if there is none */
export function findEnvironment(port: number): Record<string, string> {
  // The sandbox gives this file to the functions. It may have the secret that makes the tags.
  const file = join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  try {
    return v.parse(Environment, readFileSync(fileOf(port), 'utf8'));
  } catch {
    throw new Problem(`No local run on port ${port} was found. In another terminal, run: npm start`);
  }
}
