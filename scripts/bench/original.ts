import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../root.ts';
import type { startSandbox } from '../sandbox.ts';

const plain = `@app
original

@aws
runtime nodejs24.x
`;

const warm = `@app
original

@plugins
arc-chat/plugin-runtime

@aws
runtime warm-node24
`;

const routes = `
@http
get /

@ws
`;

/** What a tutorial writes. */
const handlers = {
  'http/get-index': `export const handler = async () => ({ statusCode: 200, body: 'hello' });`,
  'ws/connect': `export const handler = async () => ({ statusCode: 200 });`,
  'ws/default': `import arc from '@architect/functions';

export const handler = async ({ requestContext, body }) => {
  const { text } = JSON.parse(body);
  await arc.ws.send({ id: requestContext.connectionId, payload: { text } });
  return { statusCode: 200 };
};`,
  'ws/disconnect': `export const handler = async () => ({ statusCode: 200 });`,
};

/**
 * Makes the echo that a tutorial begins with, unbundled, in that folder.
 *
 * @returns what starts it: our scripts look for the project that they lie in, so a copy of them starts that one in just
 *   the same way
 */
export async function makeOriginal(
  folder: string,
  { isWarm }: { isWarm: boolean },
): Promise<{ startSandbox: typeof startSandbox }> {
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  write('app.arc', (isWarm ? warm : plain) + routes);
  write('prefs.arc', '@sandbox\nlivereload false\n');
  write('package.json', '{ "type": "module" }');
  for (const [path, handler] of Object.entries(handlers)) {
    write(`src/${path}/index.mjs`, handler);
    // The warm runtime takes what a build has made, and here that is the source itself.
    if (isWarm) write(`.build/src/${path}/index.mjs`, handler);
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true });
  return import(join(folder, 'scripts/sandbox.ts'));
}
