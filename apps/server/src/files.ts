import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pageFiles } from '@arc-chat/html-shell';
import type { IncomingMessage, ServerResponse } from 'node:http';

const types: Record<string, string> = { '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** The page's files, in memory, by their paths. Vite has built them before. */
const files = new Map<string | undefined, { type: string; address: string; plain: Buffer; packed: Buffer }>();

const folder = new URL('../../../public/', import.meta.url);
for (const name of readdirSync(folder)) {
  const plain = readFileSync(new URL(name, folder));
  const path = `/_static/${name}`;
  const address = `${path}?v=${createHash('sha256').update(plain).digest('base64url').slice(0, 10)}`;
  files.set(path, { type: types[extname(name)] ?? 'text/plain', address, plain, packed: gzipSync(plain) });
}

/** The addresses of the files for the page. */
export const servedFiles = pageFiles(readdirSync(folder), (name) => files.get(`/_static/${name}`)?.address ?? '');

/** @returns false if no file has this path */
export function serveFile(path: string | undefined, { url, headers }: IncomingMessage, response: ServerResponse) {
  const file = files.get(path);
  if (!file) return false;
  const isPacked = headers['accept-encoding']?.includes('gzip');
  response.writeHead(200, {
    'content-type': `${file.type}; charset=utf-8`,
    'cache-control': url === file.address ? 'public, max-age=31536000, immutable' : 'no-cache',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
    ...(isPacked && { 'content-encoding': 'gzip' }),
  });
  response.end(isPacked ? file.packed : file.plain);
  return true;
}
