import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { environment, root } from '../../scripts/lib/root.ts';
import type { TestContext } from 'node:test';

/** The app's name, and the scope of its packages. */
export const { name }: { name: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The reference's name, in two parts so that `npm run own` does not replace it. */
export const original = ['arc', 'chat'].join('-');

export function runIn(cwd: string, command: string, ...args: string[]) {
  // With NODE_TEST_CONTEXT, a `node --test` inside a test would skip all files and succeed.
  const env = { ...environment, NODE_TEST_CONTEXT: undefined, PATH: environment.PATH.replace(root, cwd) };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  return { ok: status === 0, output: `${stdout}${stderr}` };
}

/** Copies all files that git does not ignore into a new repository. */
function copyFiles(folder: string): void {
  const files = runIn(root, 'git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard').output.split('\0');
  for (const path of files) {
    // git lists a deleted file until the deletion is committed.
    if (path && existsSync(join(root, path))) cpSync(join(root, path), join(folder, path));
  }
  // Without this setting, `npm uninstall` in a copy would change our packages: the copy has links to these.
  writeFileSync(join(folder, '.npmrc'), 'package-lock-only=true\n');
  runIn(folder, 'git', 'init', '--quiet');
  commit(folder);
}

/** A copy of the project with links to our installed packages. In it, npm changes only package-lock.json. */
export function copyOf(t: TestContext): string {
  const copy = mkdtempSync(join(tmpdir(), 'arc-copy-'));
  t.after(() => rmSync(copy, { recursive: true, maxRetries: 5 }));
  copyFiles(copy);
  mkdirSync(join(copy, 'node_modules'));
  for (const entry of readdirSync(join(root, 'node_modules'))) {
    // The copy links its own workspaces. After a rename, npm leaves an empty folder for the old scope.
    // npm would write its list through a link, into the checkout.
    if (![`@${name}`, `@${original}`, '.package-lock.json'].includes(entry))
      symlinkSync(join(root, 'node_modules', entry), join(copy, 'node_modules', entry));
  }
  return copy;
}

export function commit(copy: string): void {
  runIn(copy, 'git', 'add', '--all');
  const who = ['-c', 'user.name=x', '-c', 'user.email=x@x.example', '-c', 'commit.gpgsign=false'];
  const how = ['--quiet', '--allow-empty', '--no-verify', '--message', 'Start'];
  const { ok, output } = runIn(copy, 'git', ...who, 'commit', ...how);
  assert.ok(ok, output);
}

/** Links the workspaces of a copy, as the next `npm install` would. */
export function link(copy: string): void {
  for (const manifest of globSync('{apps/*,packages/*,tools,e2e}/package.json', { cwd: copy })) {
    const workspace: { name: string } = JSON.parse(readFileSync(join(copy, manifest), 'utf8'));
    const target = join(copy, 'node_modules', workspace.name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(copy, dirname(manifest)), target);
  }
}

/** Runs the commands in the copy, and asserts that each succeeds. */
export function assertGreen(copy: string, ...commands: string[]): void {
  for (const command of commands) {
    const [tool = '', ...args] = command.split(' ');
    const { ok, output } = runIn(copy, join(root, 'node_modules/.bin', tool), ...args);
    assert.ok(ok, `${command}\n${output}`);
  }
}
