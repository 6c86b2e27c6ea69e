import { delimiter, join } from 'node:path';

/** The project's folder. */
export const root = join(import.meta.dirname, '../..');

/** The path of a tool that npm installed. */
export const tool = (name: string) => join(root, 'node_modules/.bin', name);

/**
 * The environment of child processes. On the PATH, the tools that npm installed come first, also the pinned Node. That
 * Node keeps the code that it compiles: the sandbox and the database start in two thirds of the time.
 */
export const environment = {
  ...process.env,
  NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'),
  PATH: [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
};

/** An error that a person can fix. The message is shown without a stack. */
export class Problem extends Error {
  override name = 'Problem';
}

export const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
