// npm run size -w tools: prints the gzip size of the page's files. The page loads index first, and the others later.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../scripts/lib/root.ts';

/** The size of a built file of the page, in bytes, after gzip at level 9. */
export const weightOf = (file: string): number =>
  gzipSync(readFileSync(join(root, 'public', file)), { level: 9 }).length;

/** Formats a number of bytes as README does. */
export const inKilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

if (import.meta.main) {
  for (const file of globSync('*.{mjs,css}', { cwd: join(root, 'public') }).toSorted()) {
    const bytes = weightOf(file);
    console.log(`${file}: ${inKilobytes(bytes)} gzip (${bytes} bytes)`);
  }
}
