import { readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** Does what the document says. @throws Error where a command fails, or a diff does not apply */
export function deletePart(folder: string, { title, steps }: Part): void {
  const diff = join(folder, 'of-the-document.diff');
  for (const { kind, text } of steps) {
    writeFileSync(diff, text);
    const command = kind === 'sh' ? ['sh', '-e', '-c', text] : ['git', 'apply', diff];
    const [program = '', ...args] = command;
    const { ok, output } = run(folder, program, ...args);
    rmSync(diff);
    if (!ok) throw new Error(`${title}\n${text}\n${output}`);
  }
}
