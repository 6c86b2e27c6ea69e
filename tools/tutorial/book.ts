import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../../scripts/lib/root.ts';

/** A line of a chapter's file. */
export interface Place {
  file: string;
  line: number;
}

/** An error in the tutorial, with its place. */
export class Misprint extends Error {
  override name = 'Misprint';

  constructor({ file, line }: Place, problem: string) {
    super(`${file}:${line}: ${problem}`);
  }
}

/** Lines of a file, and the lines that replace them. */
export interface Hunk {
  before: string[];
  after: string[];
  place: Place;
}

/** A whole file, or a change of one. `original`: the file of the repository that it equals. */
export type Edit =
  | { type: 'file'; path: string; text: string; original: string | undefined; place: Place }
  | { type: 'change'; path: string; hunks: Hunk[]; place: Place };

const kinds = ['fails', 'shows', 'heals'] as const;

/** A run of the program of a chapter. The place is that of its first line of output. */
export interface Run {
  type: 'run';
  kind: (typeof kinds)[number];
  number: number;
  output: string[];
  place: Place;
}

export interface Chapter {
  number: number;
  title: string;
  file: string;
  blocks: (Edit | Run)[];
  /** The answers to the exercises. Each is applied to a copy of the app as it is at the end of the chapter. */
  answers: (Edit | Run)[][];
  /** The files of the pictures in the text. */
  pictures: string[];
}

interface Fence {
  info: string;
  /** The last line of text above the fence. */
  above: string;
  lines: string[];
  place: Place;
}

const folder = 'docs/tutorial';
const pathLine = /^`([^`]+)`(?:, as in \[[^\]]+\]\(\.\.\/\.\.\/([^)]+)\))?:?$/;
const command = /^\$ npm run see (\d+)$/;

function changesIn({ lines, place: { file, line } }: Fence): Edit[] {
  const edits: (Edit & { type: 'change' })[] = [];
  for (const [i, text] of lines.entries()) {
    const place = { file, line: line + 1 + i };
    const edit = edits.at(-1);
    const hunk = edit?.hunks.at(-1);
    if (text.startsWith('--- ')) edits.push({ type: 'change', path: text.slice(4), hunks: [], place });
    else if (text === '@@' && edit) edit.hunks.push({ before: [], after: [], place });
    else if (!hunk) throw new Misprint(place, 'a diff begins with `--- path`, and each change in it with `@@`');
    else if (text.startsWith('-')) hunk.before.push(text.slice(1));
    else if (text.startsWith('+')) hunk.after.push(text.slice(1));
    else if (text === '' || text.startsWith(' ')) {
      hunk.before.push(text.slice(1));
      hunk.after.push(text.slice(1));
    } else throw new Misprint(place, 'a line of a diff begins with a space, `+` or `-`');
  }
  return edits;
}

function runIn({ info, lines, place: { file, line } }: Fence): Run {
  const kind = kinds.find((it) => info === `console ${it}`);
  const [first = '', ...output] = lines;
  const [, number] = command.exec(first) ?? [];
  if (!kind || !number) {
    throw new Misprint({ file, line }, 'a run is `console fails`, `shows` or `heals`, and `$ npm run see N`');
  }
  return { type: 'run', kind, number: Number(number), output, place: { file, line: line + 2 } };
}

/** A fence that is neither applied nor run has to say so: it is an `aside`. */
function blocksIn(fence: Fence): (Edit | Run)[] {
  const { info, above, lines, place } = fence;
  if (info.endsWith(' aside')) return [];
  if (info === 'diff') return changesIn(fence);
  if (info.startsWith('console')) return [runIn(fence)];
  const [, path, original] = pathLine.exec(above) ?? [];
  if (!path) throw new Misprint(place, 'this block is not applied: put its path above it, or mark it as an `aside`');
  return [{ type: 'file', path, text: `${lines.join('\n')}\n`, original, place }];
}

/** The rules that make a chapter begin with its failure, and end healed. */
function check({ number, blocks, answers, file }: Chapter): void {
  const first = blocks.findIndex(({ type }) => type === 'run');
  const [run, last] = [blocks[first], blocks.at(-1)];
  if (run?.type !== 'run' || run.kind !== 'fails' || run.number !== number) {
    throw new Misprint(run?.place ?? { file, line: 1 }, `the first run has to be \`fails\`, of \`see ${number}\``);
  }
  for (const block of blocks.slice(0, first)) {
    if (block.type !== 'run' && !block.path.startsWith('see/') && number > 1) {
      throw new Misprint(block.place, 'before the first run, a chapter changes nothing but its program in see/');
    }
  }
  if (last?.type !== 'run' || last.kind !== 'heals') {
    throw new Misprint(last?.place ?? { file, line: 1 }, 'the last block of a chapter has to be a run that `heals`');
  }
  if (last.output.join() === run.output.join()) {
    throw new Misprint(run.place, 'the run that `heals` prints the same as the run that `fails`');
  }
  for (const answer of answers) {
    const end = answer.at(-1);
    if (end?.type !== 'run') throw new Misprint(end?.place ?? { file, line: 1 }, 'an answer ends with a run');
  }
}

/** Reads a chapter. @param file its path in the project, `docs/tutorial/05-ten-at-once.md` @throws Misprint */
export function readChapter(file: string, text: string): Chapter {
  const [heading = '', ...rest] = text.split('\n');
  const [, number, title] = /^# (\d+)\. (.+)$/.exec(heading) ?? [];
  if (!number || !title) throw new Misprint({ file, line: 1 }, 'a chapter begins with `# N. Title`');
  const pictures = Array.from(text.matchAll(/\]\((\d+-[a-z]+-\d\.png)\)/g), ([, name]) => `${folder}/${name}`);
  const chapter: Chapter = { number: Number(number), title, file, blocks: [], answers: [], pictures };
  let fence: (Fence & { end: string }) | undefined;
  let answer: (Edit | Run)[] | undefined;
  let above = '';
  for (const [i, line] of rest.entries()) {
    const [, ticks, info = ''] = /^(`{3,})(.*)$/.exec(line) ?? [];
    if (fence) {
      if (line !== fence.end) fence.lines.push(line);
      else {
        (answer ?? chapter.blocks).push(...blocksIn(fence));
        fence = undefined;
      }
    } else if (ticks) fence = { info, above, lines: [], end: ticks, place: { file, line: i + 2 } };
    else if (line === '<details>') chapter.answers.push((answer = []));
    else if (line === '</details>') answer = undefined;
    if (line !== '') above = line;
  }
  if (fence) throw new Misprint(fence.place, 'this block has no end');
  check(chapter);
  return chapter;
}

/** All chapters, in order. @throws Misprint */
export function readBook(): Chapter[] {
  const names = globSync('[0-9]*.md', { cwd: join(root, folder) }).toSorted();
  const chapters = names.map((name) => {
    // Git on Windows may write CRLF.
    const text = readFileSync(join(root, folder, name), 'utf8').replaceAll('\r\n', '\n');
    return readChapter(`${folder}/${basename(name)}`, text);
  });
  for (const [i, { number, file }] of chapters.entries()) {
    if (number !== i + 1) throw new Misprint({ file, line: 1 }, `this is chapter ${i + 1}`);
  }
  return chapters;
}
