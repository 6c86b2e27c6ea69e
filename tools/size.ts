// npm run size -w tools: what the page loads, at first (index) and later, compressed as a browser gets it.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../scripts/lib/root.ts';

/** The bytes of a built file of the page, compressed with gzip at its best. */
export const weightOf = (file: string): number =>
  gzipSync(readFileSync(join(root, 'public', file)), { level: 9 }).length;

/** A number of bytes as README says it. */
export const inKilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

if (import.meta.main) {
  for (const file of globSync('*.{mjs,css}', { cwd: join(root, 'public') }).toSorted()) {
    const bytes = weightOf(file);
    console.log(`${file}: ${inKilobytes(bytes)} gzip (${bytes} bytes)`);
  }
}
