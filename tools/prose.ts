// npm run prose -w tools: pronouns that often begin a tangled clause, per 100 words of the comments and of the documents.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/lib/root.ts';

const tangled = /\b(?:who|whom|whose|whoever|what|whatever|which)\b/gi;
const exclude = ['**/node_modules', '**/.*', 'public', 'LICENSE'];

interface Text {
  file: string;
  words: number;
  tangled: number;
}

/** The comments of a source: a block, or lines in a row that hold nothing else. */
export function commentsIn(source: string): string[] {
  const found = source.matchAll(/^[ \t]*(\/\*[^]*?\*\/|(?:[ \t]*(?:\/\/|#[ !]).*\n)+)/gm);
  return Array.from(found, ([, comment = '']) => comment.replaceAll(/^[ \t]*(?:\/\*+|\*+\/?|\/\/|#)|\*\/$/gm, ''));
}

/** The paragraphs of a document, without its code. */
const paragraphsIn = (document: string): string[] =>
  document
    .replaceAll(/^```[^]*?^```$/gm, '')
    .replaceAll(/`[^`\n]*`/g, 'code')
    .split(/\n\n|\n(?=[-|])/);

function measure(file: string, text: string): Text {
  return { file, words: text.match(/[\p{L}\d’'-]+/gu)?.length ?? 0, tangled: text.match(tangled)?.length ?? 0 };
}

const measureAll = (pattern: string, textsIn: (source: string) => string[]): Text[] =>
  globSync(pattern, { cwd: root, exclude })
    .toSorted()
    .flatMap((file) => textsIn(readFileSync(join(root, file), 'utf8')).map((text) => measure(file, text)));

const sum = (texts: Text[], count: 'words' | 'tangled') => texts.reduce((n, it) => n + it[count], 0);

/** Tangled pronouns per 100 words. */
const rate = (texts: Text[]): number => (100 * sum(texts, 'tangled')) / Math.max(1, sum(texts, 'words'));

function print(title: string, most: number, texts: Text[]): void {
  console.log(`${rate(texts).toFixed(2)} per 100 words of ${title} (${sum(texts, 'words')}), at most ${most}`);
  const files = Object.entries(Object.groupBy(texts, ({ file }) => file)).map(([file, its = []]) => ({ file, its }));
  const worst = files.toSorted((a, b) => sum(b.its, 'tangled') - sum(a.its, 'tangled')).slice(0, 12);
  for (const { file, its } of worst) console.log(`  ${String(sum(its, 'tangled')).padStart(3)}  ${file}`);
}

if (import.meta.main) {
  print('comments', 1, measureAll('**/*.{ts,mjs,css,arc,yml}', commentsIn));
  print('documents', 1.5, measureAll('**/*.md', paragraphsIn));
}
