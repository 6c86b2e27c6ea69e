import { delimiter, join } from 'node:path';

/** The project's folder. */
export const root = join(import.meta.dirname, '../..');

/** The path of a tool that npm installed. */
export const tool = (name: string) => join(root, 'node_modules/.bin', name);

/** The environment of what we start: the tools that npm installed come first, the pinned Node among them. */
export const environment = {
  ...process.env,
  PATH: [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
};

/** Something that a person can put right. It is shown as one line, never with a stack. */
export class Problem extends Error {
  override name = 'Problem';
}

export const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
