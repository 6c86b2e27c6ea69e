// npm run tutorial: lists the chapters. npm run tutorial -- 6: lays out the app as it is at the first run of chapter 6,
// with --done as it is at its end. With --update it performs the chapters, all or one, and writes the outputs into them.
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { Problem, root } from '../../scripts/lib/root.ts';
import { readBook } from './book.ts';
import { folderOf, layOut } from './layout.ts';
import { checkTypes, compare, filesAt, perform, rewrite, actsOf } from './perform.ts';
import { closeBrowser } from './rig.ts';
import type { Chapter } from './book.ts';
import type { Seen } from './perform.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    done: { type: 'boolean', default: false },
    update: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
  },
});

function list(chapters: Chapter[]): void {
  for (const { number, title } of chapters) console.log(`${String(number).padStart(2)}. ${title}`);
  console.log('\nStart anywhere: npm run tutorial -- 1');
}

function begin(chapters: Chapter[], { number, title, file }: Chapter): void {
  const folder = folderOf(String(number));
  if (existsSync(folder) && !values.again) {
    const again = `npm run tutorial -- ${number}${values.done ? ' --done' : ''} --again`;
    throw new Problem(`${relative(root, folder)} is there already. To make it anew, without your changes: ${again}`);
  }
  layOut(filesAt(chapters, number, values.done), folder);
  console.log(
    `${number}. ${title}: the app is in ${relative(root, folder)}, ${values.done ? 'as at the end of the chapter' : 'as the chapter finds it'}.`,
  );
  console.log(`Read ${file}, and run:\n\n  cd ${relative(root, folder)}\n  npm run see ${number}`);
}

/** Performs the acts of one chapter, or all. */
async function performAll(chapters: Chapter[], number: number | undefined): Promise<void> {
  const acts = actsOf(chapters);
  const pictures = chapters.flatMap((chapter) => chapter.pictures);
  const all = new Map<Seen['run'], Seen>();
  for (const [i, act] of acts.entries()) {
    const runs = act.runs.filter(({ run }) => number === undefined || run.place.file === chapters[number - 1]?.file);
    if (runs.length === 0) continue;
    const seen: Seen[] = await perform({ ...act, runs }, join('update', String(i)), values.update ? pictures : []);
    for (const { run, lines } of seen) {
      console.log(
        `${run.place.file}:${run.place.line} ${run.kind} see ${run.number}\n${lines.map((it) => `    ${it}`).join('\n')}`,
      );
    }
    for (const it of seen) all.set(it.run, it);
  }
  await closeBrowser();
  await checkTypes(chapters, 'types');
  if (values.update) rewrite([...all.values()]);
  else [...all.values()].forEach(compare);
}

try {
  const chapters = readBook();
  const [chosen] = positionals;
  const number = chosen === undefined ? undefined : Number(chosen);
  const chapter = number === undefined ? undefined : chapters[number - 1];
  if (number !== undefined && !chapter)
    throw new Problem(`There is no chapter ${chosen}. The chapters are 1 to ${chapters.length}.`);
  if (values.update || values.check) await performAll(chapters, number);
  else if (chapter) begin(chapters, chapter);
  else list(chapters);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  process.exit(1);
}
