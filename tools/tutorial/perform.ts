import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root, tool } from '../../scripts/lib/root.ts';
import { Misprint } from './book.ts';
import { apply, folderOf, layOut, linkPackages } from './layout.ts';
import { openRig } from './rig.ts';
import type { Chapter, Run } from './book.ts';
import type { Files } from './layout.ts';

/** A run, with the files as they are then. */
interface Performance {
  run: Run;
  files: Files;
}

/** The app in one state, and all that runs in it. */
export interface Act {
  files: Files;
  runs: Performance[];
}

const isProgram = (path: string) => path.startsWith('see/');

/** The state of the app, without its programs: as long as it stays, one sandbox serves all runs. */
const stateOf = (files: Files) => JSON.stringify([...files].filter(([path]) => !isProgram(path)));

/** @throws Misprint if a file that is said to be the repository's differs from it */
function checkOriginals(chapters: Chapter[], files: Files): void {
  const edits = chapters.flatMap(({ blocks }) => blocks).filter((it) => it.type === 'file');
  for (const { path, original, place } of edits) {
    if (!original || files.get(path) === readFileSync(join(root, original), 'utf8')) continue;
    throw new Misprint(place, `at the end, ${path} is not ${original} of the repository`);
  }
}

function addRun(acts: Map<string, Act>, files: Files, run: Run): void {
  const state = stateOf(files);
  const act = acts.get(state) ?? { files, runs: [] };
  acts.set(state, act);
  act.runs.push({ run, files });
}

/** The last run of each program: what it has to print for ever after. */
function lastRuns(chapters: Chapter[]): Run[] {
  return chapters.flatMap(({ blocks }) => blocks.filter((it) => it.type === 'run').slice(-1));
}

/** Applies all chapters. @returns the acts; in that of the last state, the programs of all chapters run once more @throws Misprint */
export function actsOf(chapters: Chapter[]): Act[] {
  const acts = new Map<string, Act>();
  const follow = (from: Files, blocks: Chapter['blocks']): Files => {
    let files = from;
    for (const block of blocks) {
      if (block.type === 'run') addRun(acts, files, block);
      else files = apply(files, block);
    }
    return files;
  };
  let files: Files = new Map();
  for (const { blocks, answers } of chapters) {
    files = follow(files, blocks);
    for (const answer of answers) follow(files, answer);
  }
  checkOriginals(chapters, files);
  for (const run of lastRuns(chapters).slice(0, -1)) addRun(acts, files, run);
  return [...acts.values()];
}

/** The app as it is at the first run of a chapter, or at its end. @throws Misprint */
export function filesAt(chapters: Chapter[], number: number, isDone: boolean): Files {
  let files: Files = new Map();
  for (const { number: of, blocks } of chapters) {
    for (const block of blocks) {
      if (of > number || (of === number && block.type === 'run' && !isDone)) return files;
      if (block.type !== 'run') files = apply(files, block);
    }
  }
  return files;
}

export interface Seen {
  run: Run;
  lines: string[];
}

/** Checks the types of the app at the end of each chapter, all at once: it takes hardly longer than one. @throws Misprint */
export async function checkTypes(chapters: Chapter[], name: string): Promise<void> {
  const folder = folderOf(name);
  for (const { number } of chapters) {
    const app = join(folder, String(number));
    layOut(filesAt(chapters, number, true), app);
    linkPackages(app);
  }
  const config = { extends: '../../tsconfig.json', include: ['*/apps', '*/packages', '*/see'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  try {
    await promisify(execFile)(tool('tsc'), ['-p', '.'], { cwd: folder });
  } catch (error) {
    const { stdout } = Object(error);
    const [, number] = /^(\d+)\//.exec(stdout) ?? [];
    const file = chapters[Number(number) - 1]?.file ?? name;
    throw new Misprint({ file, line: 1 }, `at the end of the chapter the app has errors:\n${stdout}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Performs one act, and takes these pictures. @returns what each program printed @throws Misprint if one dies */
export async function perform({ files, runs }: Act, name: string, pictures: string[] = []): Promise<Seen[]> {
  const folder = folderOf(name);
  const seen: Seen[] = [];
  layOut(files, folder);
  const rig = await openRig(folder);
  try {
    for (const { run, files: these } of runs) {
      for (const [path, text] of these) if (isProgram(path)) writeFileSync(join(folder, path), text);
      const pictureFile = (n: number) => {
        const file = `${dirname(run.place.file)}/${String(run.number).padStart(2, '0')}-${run.kind}-${n}.png`;
        return pictures.includes(file) ? join(root, file) : undefined;
      };
      const lines = await rig.see(run.number, pictureFile).catch((error: unknown) => {
        throw new Misprint(run.place, error instanceof Error ? error.message : String(error));
      });
      seen.push({ run, lines });
    }
    return seen;
  } finally {
    await rig.close();
    rmSync(folder, { recursive: true });
  }
}

const shown = (lines: string[]) => lines.map((line) => `  ${line}`).join('\n');

/** @throws Misprint if a program printed something else than the text says */
export function compare({ run: { place, number, output }, lines }: Seen): void {
  if (lines.join('\n') === output.join('\n')) return;
  throw new Misprint(place, `see ${number} prints\n${shown(lines)}\ninstead of\n${shown(output)}`);
}

/** Puts the outputs that were seen into a chapter's file. */
export function rewrite(seen: Seen[]): void {
  const byFile = Map.groupBy(seen, ({ run }) => run.place.file);
  for (const [file, ofFile] of byFile) {
    const path = join(root, file);
    const lines = readFileSync(path, 'utf8').split('\n');
    for (const { run, lines: printed } of ofFile.toSorted((a, b) => b.run.place.line - a.run.place.line)) {
      lines.splice(run.place.line - 1, run.output.length, ...printed);
    }
    writeFileSync(path, lines.join('\n'));
  }
}
