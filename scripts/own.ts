// npm run own -- my-app: makes this app yours. It renames the app, and removes the parts that only the reference needs.
// With --keep it removes nothing.
import { isUtf8 } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toLogicalID } from '@architect/utils';
import { runCommand } from './lib/deploy/run-command.ts';
import { environment, Problem, root, tool } from './lib/root.ts';

/** Tools, lessons, figures and pictures that only the reference needs. No file that stays links to them. */
const reference = [
  'tools',
  'docs/tutorial',
  'docs/bench.md',
  'docs/costs.md',
  'docs/load.md',
  'docs/*.png',
  'docs/*.svg',
];

/** Configuration files that name the workspace `tools`. */
const configurations = ['package.json', 'knip.json', 'tsconfig.json'];

/** Replaces the reference's README. */
const starterReadme = 'scripts/lib/starter-readme.md';

/** Gets the part of the reference's README that explains the code. */
const howItWorks = 'docs/how-it-works.md';
const explanation = /^## The promise$[^]*(?=^## What is where$)/m;

/** Whether npm, Architect, CloudFormation and cookies all accept the name. */
const isName = (name: string) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length >= 3 && name.length <= 30;

/** These files mention other names, so they may contain the new name already. */
const isProse = (path: string) => path.endsWith('.md') || /(^|\/)own\b|^tools\//.test(path);

const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

function output(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, env: environment, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Problem(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
}

/** @throws Problem if git could not undo the changes */
function checkUndo(): void {
  if (spawnSync('git', ['rev-parse', '--verify', 'HEAD'], { cwd: root }).status !== 0) {
    throw new Problem('Git has no commit to go back to. Run: git init && git add --all && git commit --message Start');
  }
  if (output('git', 'status', '--porcelain') !== '') {
    throw new Problem(
      'Uncommitted changes would mix with the changes of this command. Run: git add --all && git commit',
    );
  }
}

/** The text files that git knows, by path, without LICENSE. */
function readFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const path of output('git', 'ls-files', '-z').split('\0')) {
    if (path === '' || path === 'LICENSE' || !existsSync(join(root, path))) continue;
    if (!lstatSync(join(root, path)).isFile()) continue;
    const content = readFileSync(join(root, path));
    if (isUtf8(content)) files.set(path, content.toString());
  }
  return files;
}

/** The value without the list items and the keys of this name. */
function without(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((it) => it !== name);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== name);
  return Object.fromEntries(entries.map(([key, it]) => [key, without(name, it)]));
}

function removeReference(): void {
  const [explained] = explanation.exec(textOf('README.md')) ?? [];
  if (!explained) throw new Problem('README.md has no section "The promise" before "What is where".');
  for (const path of reference.flatMap((pattern) => globSync(pattern, { cwd: root }))) {
    rmSync(join(root, path), { recursive: true });
  }
  for (const path of configurations) {
    writeFileSync(join(root, path), JSON.stringify(without('tools', JSON.parse(textOf(path))), null, 2));
  }
  output('npm', 'pkg', 'delete', 'description', 'scripts.tutorial');
  writeFileSync(join(root, '.gitignore'), textOf('.gitignore').replace('.tutorial/\n', ''));
  writeFileSync(join(root, howItWorks), `# How it works\n\n${explained.replaceAll('](', '](../')}`);
  // `git reset --hard` removes a new file only if git knows the file.
  output('git', 'add', howItWorks);
  renameSync(join(root, starterReadme), join(root, 'README.md'));
}

/** @throws Problem if the name is invalid, or is the current name */
function checkName(from: string, to: string): void {
  if (!isName(to)) {
    throw new Problem(`"${to}" cannot be a name. Use 3 to 30 of a-z, 0-9 and -, a letter first: npm run own -- my-app`);
  }
  if (to === from) throw new Problem('The app has this name already. Choose another name: npm run own -- my-app');
}

/** @throws Problem if the code uses the name already: a later renaming could not tell the two meanings apart */
function checkMeaning(to: string): void {
  const withoutHashes = (text: string) => text.replaceAll(/"integrity": ".*"/g, '').toLowerCase();
  const [taken] = [...readFiles()].find(([path, text]) => !isProse(path) && withoutHashes(text).includes(to)) ?? [];
  if (taken) throw new Problem(`"${to}" is used already in ${taken}. Choose another name.`);
}

function rename(from: string, to: string): void {
  // The names of buckets have no capitals.
  const bucket = (name: string) => `${toLogicalID(name)}staging`.toLowerCase();
  for (const [path, text] of readFiles()) {
    const renamed = text
      .replaceAll(from, to)
      .replaceAll(toLogicalID(from), toLogicalID(to))
      .replaceAll(bucket(from), bucket(to));
    if (renamed !== text) writeFileSync(join(root, path), renamed);
  }
}

/** @throws Problem for an unknown option */
function readArguments(): { to: string; isKept: boolean } {
  try {
    const { values, positionals } = parseArgs({ options: { keep: { type: 'boolean' } }, allowPositionals: true });
    // If `--` is missing before `--keep`, npm takes the option itself, and passes it on in the environment.
    return { to: positionals.join(' '), isKept: values.keep ?? Boolean(process.env['npm_config_keep']) };
  } catch (error) {
    throw error instanceof TypeError ? new Problem(error.message) : error;
  }
}

/** @throws Problem that says how to undo the changes so far */
function change(from: string, to: string, isKept: boolean): void {
  try {
    if (!isKept && existsSync(join(root, 'tools'))) removeReference();
    rename(from, to);
    // The new name changes the order of the packages and the length of lines.
    output('npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund');
    output(tool('prettier'), '--write', '--log-level=warn', '.');
  } catch (error) {
    throw error instanceof Problem ? new Problem(`${error.message}\nUndo with: git reset --hard`) : error;
  }
}

await runCommand(async () => {
  const { to, isKept } = readArguments();
  const { name: from }: { name: string } = JSON.parse(textOf('package.json'));
  checkName(from, to);
  checkUndo();
  checkMeaning(to);
  change(from, to, isKept);
  console.log(`${from} is now ${to}. See the changes with git diff HEAD, undo them with git reset --hard
Stages on AWS, the storage of browsers and git's origin are not changed. Next, read docs/make-it-yours.md`);
  return true;
});
