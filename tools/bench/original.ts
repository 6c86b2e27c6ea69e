import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/lib/root.ts';

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

/** A tutorial's handlers, in CommonJS: a process starts faster with it than with ES modules, so the race is fair. */
const handlers = {
  'http/get-index': `exports.handler = async () => ({ statusCode: 200, body: 'hello' });`,
  'ws/connect': `exports.handler = async () => ({ statusCode: 200 });`,
  'ws/default': `const arc = require('@architect/functions');

exports.handler = async ({ requestContext, body }) => {
  const { text } = JSON.parse(body);
  await arc.ws.send({ id: requestContext.connectionId, payload: { text } });
  return { statusCode: 200 };
};`,
  'ws/disconnect': `exports.handler = async () => ({ statusCode: 200 });`,
};

/** Writes the peer of this benchmark into the folder: the echo server that Architect's tutorial begins with. */
export function makeOriginal(folder: string, { isWarm }: { isWarm: boolean }): void {
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  write('app.arc', (isWarm ? warm : plain) + routes);
  write('package.json', '{ "type": "commonjs" }');
  write('prefs.arc', '@sandbox\nlivereload false\n');
  for (const [path, handler] of Object.entries(handlers)) {
    write(`src/${path}/index.js`, handler);
    // The warm runtime runs the output of a build. This one exports the source itself.
    if (isWarm) write(`.build/${path}/index.mjs`, `export { handler } from '../../../src/${path}/index.js';`);
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
}
