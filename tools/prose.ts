// npm run prose -w tools [-- folder]: words that often begin a tangled clause, per 100 words of comments and of documents.
// A thermometer and no aim: a text without any of these words can still be hard to read.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/lib/root.ts';

const tangling = /\b(?:who|whom|whose|whoever|what|whatever|which)\b/gi;
const exclude = ['**/node_modules', 'public', '.build'];

/** A comment, or a paragraph of a document. */
interface Passage {
  file: string;
  text: string;
  words: number;
  tangling: number;
}

/** The comments of a source: blocks, and lines in a row that hold nothing else. */
function commentsIn(source: string): string[] {
  const found = source.matchAll(/^[ \t]*(?:\{?\/\*[^]*?\*\/|(?:[ \t]*(?:\/\/|#[ !]).*\n)+)/gm);
  return Array.from(found, ([comment]) => comment.replaceAll(/^[ \t]*(?:\{?\/\*+|\*+\/?|\/\/|#)|\*\/\}?[ \t]*$/gm, ''));
}

/** The paragraphs, list items and table rows of a document, without its code. */
function paragraphsIn(document: string): string[] {
  const prose = document.replaceAll(/^ *```[^]*?^ *```$/gm, '').replaceAll(/`[^`\n]*`/g, 'code');
  return prose.split(/\n\n|\n(?= *[-|#]| *\d+\.)/);
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

function passagesIn(pattern: string, folder: string, textsIn: (source: string) => string[]): Passage[] {
  const files = globSync(`${folder}/**/${pattern}`, { cwd: root, exclude }).toSorted();
  return files.flatMap((file) =>
    textsIn(readFileSync(join(root, file), 'utf8')).map((text) => ({
      file,
      text: text.replaceAll(/\s+/g, ' ').trim(),
      words: count(text, /[\p{L}\d][\p{L}\d’'-]*/gu),
      tangling: count(text, tangling),
    })),
  );
}

const sum = (passages: Passage[], of: 'words' | 'tangling') => passages.reduce((n, it) => n + it[of], 0);

function print(title: string, most: number, passages: Passage[], shown: number): void {
  const words = sum(passages, 'words');
  const rate = (100 * sum(passages, 'tangling')) / Math.max(1, words);
  console.log(`${rate.toFixed(2)} in 100 of the ${words} words of ${title}; below ${most} is the aim`);
  const worst = passages
    .filter((it) => it.tangling > 0)
    .toSorted((a, b) => b.tangling - a.tangling || a.words - b.words);
  for (const { file, text, tangling: times } of worst.slice(0, shown)) console.log(`  ${times}  ${file}: ${text}`);
}

if (import.meta.main) {
  const [folder = '.'] = process.argv.slice(2);
  const shown = folder === '.' ? 10 : Infinity;
  print('comments', 1, passagesIn('*.{ts,mjs,css,arc,yml}', folder, commentsIn), shown);
  print('documents', 1.5, passagesIn('*.md', folder, paragraphsIn), shown);
}
