import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runIn } from './copy.ts';

/** A part of the app that its owner may delete, and the steps to do so from docs/make-it-yours.md. */
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

/** Applies a diff without line numbers to a file's text. @throws Error unless the file has each hunk's old lines once */
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
        throw new Error(`${path} must have the old lines of this hunk exactly once:\n${hunk}`);
      return start + side('-').join('') + rest;
    },
    readFileSync(file, 'utf8'),
  );
  writeFileSync(file, text);
}

/** The files and folders that the commands remove, and that do not exist. `rm -f` is silent about these. */
function missing(folder: string, commands: string): string[] {
  const removed = [...commands.matchAll(/^rm (?:-\S+ )?(.+)$/gm)].flatMap(([, paths = '']) => paths.split(' '));
  // Files in public/ are built, so they may be missing.
  return removed.filter((path) => !path.startsWith('public/') && !existsSync(join(folder, path)));
}

/**
 * Runs the part's commands and applies its diffs.
 * @throws Error when a file to remove is missing, a command fails or a diff does not apply
 */
export function deletePart(folder: string, { title, steps }: Part): void {
  for (const { kind, text } of steps) {
    if (kind === 'diff') applyDiff(folder, text);
    else {
      const absent = missing(folder, text);
      if (absent.length > 0) throw new Error(`${title}: missing: ${absent.join(', ')}`);
      const { ok, output } = runIn(folder, 'sh', '-e', '-c', text);
      if (!ok) throw new Error(`${title}\n${text}\n${output}`);
    }
  }
}
