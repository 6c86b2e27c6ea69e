import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './copy.ts';

/** A part of the app that its owner may delete, and how docs/make-it-yours.md says that it is done. */
export interface Part {
  title: string;
  steps: { kind: string; text: string }[];
}

export function partsOf(folder: string): Part[] {
  const document = readFileSync(join(folder, 'docs/make-it-yours.md'), 'utf8');
  const [, ...sections] = (document.split('\n## You may delete\n')[1] ?? '').split(/^### /m);
  return sections.map((section) => {
    const fences = section.matchAll(/^```(sh|diff)\n([^]*?)^```$/gm);
    const steps = Array.from(fences, ([, kind = '', text = '']) => ({ kind, text }));
    return { title: section.split('\n')[0] ?? '', steps };
  });
}

/** Applies a diff without line numbers. @throws Error where the old lines of a hunk do not stand in the file exactly once */
function applyDiff(folder: string, diff: string): void {
  const [, path = ''] = /^\+\+\+ b\/(.+)$/m.exec(diff) ?? [];
  const file = join(folder, path);
  const [, ...hunks] = diff.split('@@\n');
  const text = hunks.reduce(
    (before, hunk) => {
      const lines = hunk.trimEnd().split('\n');
      const side = (mark: string) => lines.filter((line) => !line.startsWith(mark)).map((line) => `${line.slice(1)}\n`);
      const [start, rest, ...more] = before.split(side('+').join(''));
      if (start === undefined || rest === undefined || more.length > 0)
        throw new Error(`not once in ${path}:\n${hunk}`);
      return start + side('-').join('') + rest;
    },
    readFileSync(file, 'utf8'),
  );
  writeFileSync(file, text);
}

/** Does what the document says. @throws Error where a command fails, or a diff does not apply */
export function deletePart(folder: string, { title, steps }: Part): void {
  for (const { kind, text } of steps) {
    if (kind === 'diff') applyDiff(folder, text);
    else {
      const { ok, output } = run(folder, 'sh', '-e', '-c', text);
      if (!ok) throw new Error(`${title}\n${text}\n${output}`);
    }
  }
}
