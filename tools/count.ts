// npm run count -w tools: counts the lines of each folder, without comments and blank lines.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/lib/root.ts';

const folders = ['packages/*', 'apps/*', 'scripts', 'e2e', 'tools'];
const core = ['packages/{protocol,chat,session,aws,client}/src/**/*.ts', 'apps/{get-*,post-*,ws-*}/src/**/*.ts'];

const isTest = (file: string) => /\/(test|testing|specs)\//.test(file);

function linesIn(files: string[]): number {
  const code = files.map((file) => readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[^]*?\*\//g, ''));
  const lines = code.flatMap((text) => text.split('\n').map((line) => line.trim()));
  return lines.filter((line) => line !== '' && !line.startsWith('//')).length;
}

/** Lines of the core: protocol, rules, sessions, adapters, functions and client. */
export const coreLines = (): number => linesIn(globSync(core, { cwd: root }));

function print(program: number, tests: number, title: string): void {
  console.log(`${String(program).padStart(7)} ${String(tests).padStart(7)}  ${title}`);
}

if (import.meta.main) {
  console.log('program   tests');
  const all = folders
    .flatMap((pattern) => globSync(pattern, { cwd: root }).toSorted())
    .map((folder) => {
      const files = globSync(`${folder}/**/*.{ts,mjs}`, { cwd: root, exclude: ['**/node_modules'] });
      return { folder, program: linesIn(files.filter((it) => !isTest(it))), tests: linesIn(files.filter(isTest)) };
    });
  for (const { folder, program, tests } of all) print(program, tests, folder);
  const [program = 0, tests = 0] = (['program', 'tests'] as const).map((kind) =>
    all.reduce((n, it) => n + it[kind], 0),
  );
  print(program, tests, 'all');
  console.log(
    `${String(coreLines()).padStart(7)}          in the core: protocol, chat, session, aws, client, functions`,
  );
}
