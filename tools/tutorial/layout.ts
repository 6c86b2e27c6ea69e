import { globSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { root } from '../../scripts/lib/root.ts';
import { Misprint } from './book.ts';
import type { Edit, Hunk } from './book.ts';

/** The files of the tutorial's app at some point of the text: text by path. */
export type Files = ReadonlyMap<string, string>;

/** Where the app is laid out. It is inside the project, so that the project's packages resolve. */
export const folderOf = (name: string): string => join(root, '.tutorial', name);

function replaced(lines: string[], { before, after, place }: Hunk, path: string): string[] {
  const isAt = (at: number) => before.every((line, i) => line === lines[at + i]);
  const [at, another] = Array.from(lines, (_, i) => i).filter(isAt);
  if (before.length === 0 || at === undefined) throw new Misprint(place, `${path} has no such lines`);
  if (another !== undefined) throw new Misprint(place, `${path} has these lines more than once`);
  return lines.toSpliced(at, before.length, ...after);
}

/** The files after an edit. @throws Misprint if it cannot be applied */
export function apply(files: Files, edit: Edit): Files {
  const { path, place } = edit;
  const old = files.get(path);
  if (edit.type === 'file') {
    if (old === edit.text) throw new Misprint(place, `${path} is like this already`);
    return new Map([...files, [path, edit.text]]);
  }
  if (old === undefined) throw new Misprint(place, `there is no ${path} to change`);
  const lines = edit.hunks.reduce((it, hunk) => replaced(it, hunk, path), old.split('\n'));
  return new Map([...files, [path, lines.join('\n')]]);
}

const tool = (folder: string, name: string) => relative(folder, join(import.meta.dirname, `${name}.ts`));

/** Writes the app into a new folder. It installs nothing: the packages of others are the project's. */
export function layOut(files: Files, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const scripts = { start: `node ${tool(folder, 'start')}`, see: `node ${tool(folder, 'see')}` };
  write('package.json', `${JSON.stringify({ private: true, type: 'module', scripts }, null, 2)}\n`);
  write(
    'tsconfig.json',
    `${JSON.stringify({ extends: relative(folder, join(root, 'tsconfig.json')), include: ['apps', 'packages', 'see'] })}\n`,
  );
  for (const [path, text] of files) write(path, text);
}

/** Links the app's own packages under their names, as npm does for workspaces. */
export function linkPackages(folder: string): void {
  const links = join(folder, 'node_modules/@arc-chat');
  rmSync(links, { recursive: true, force: true });
  mkdirSync(links, { recursive: true });
  for (const name of globSync('packages/*', { cwd: folder })) {
    symlinkSync(join('../..', name), join(links, basename(name)));
  }
}
