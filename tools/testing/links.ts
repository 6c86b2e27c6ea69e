import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Links from a document to a missing file, each as `document target`. */
export function deadLinks(folder: string): string[] {
  // The starter's README will move to the root, so its links are relative to it.
  const documents = globSync('**/*.md', { cwd: folder, exclude: ['**/node_modules', 'scripts/lib/*.md'] });
  return documents.flatMap((document) => {
    const text = readFileSync(join(folder, document), 'utf8');
    const targets = Array.from(text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g), ([, target = '']) => target);
    return targets.filter((it) => !existsSync(join(folder, dirname(document), it))).map((it) => `${document} ${it}`);
  });
}
