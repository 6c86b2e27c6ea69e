// npm run own -- my-app: makes this app yours, by its name: the packages' scope, the stacks, the cookie, what browsers store.
import { isUtf8 } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toLogicalID } from '@architect/utils';
import { run } from './lib/deploy/run.ts';
import { environment, Problem, root, tool } from './lib/root.ts';

/** Good for npm, Architect, CloudFormation and a cookie alike. */
const isName = (name: string) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length >= 3 && name.length <= 30;

/** What tells of other names, and so may have yours in it. */
const isProse = (path: string) => path.endsWith('.md') || /(^|\/)rename\b/.test(path);

function output(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, env: environment, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Problem(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
}

/** Every file of ours that is text. @throws Problem where git cannot undo what is changed */
function readFiles(): Map<string, string> {
  if (spawnSync('git', ['rev-parse', '--verify', 'HEAD'], { cwd: root }).status !== 0) {
    throw new Problem('Without git there is no way back. Run: git init && git add --all && git commit --message Start');
  }
  if (output('git', 'status', '--porcelain') !== '') {
    throw new Problem('There are changes that are in no commit, and would be mixed with these. Run: git commit --all');
  }
  const files = new Map<string, string>();
  for (const path of output('git', 'ls-files', '-z').split('\0')) {
    if (path === '' || path === 'LICENSE' || !lstatSync(join(root, path)).isFile()) continue;
    const content = readFileSync(join(root, path));
    if (isUtf8(content)) files.set(path, content.toString());
  }
  return files;
}

function rename(from: string, to: string): boolean {
  if (!isName(to)) {
    throw new Problem(`"${to}" cannot be a name: 3 to 30 of a-z, 0-9 and -, as in: npm run own -- my-app`);
  }
  if (to === from) throw new Problem(`That is its name already. Choose another one: npm run own -- my-app`);
  const files = readFiles();
  const [taken] = [...files].find(([path, text]) => !isProse(path) && text.toLowerCase().includes(to)) ?? [];
  if (taken) throw new Problem(`"${to}" means something already, in ${taken}. Choose another name.`);
  let count = 0;
  for (const [path, text] of files) {
    const renamed = text.replaceAll(from, to).replaceAll(toLogicalID(from), toLogicalID(to));
    if (renamed === text) continue;
    writeFileSync(join(root, path), renamed);
    count++;
  }
  // In the order that npm keeps, and in lines of the width that is left.
  output('npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund');
  output(tool('prettier'), '--write', '--log-level=warn', '.');
  console.log(`${from} is ${to} now, in ${count} files: look with git diff, undo with git checkout .
What runs under the old name, on AWS or in a browser's storage, does not follow.`);
  return true;
}

await run(async () => {
  const { name }: { name: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return rename(name, process.argv[2] ?? '');
});
