import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { environment, root } from '../../scripts/lib/root.ts';

/** The app's name, which is also its packages' scope. */
export const { name }: { name: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The name under which the documents were written. */
export const original = ['arc', 'chat'].join('-');

export function run(cwd: string, command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env: environment, encoding: 'utf8' });
  return { ok: status === 0, output: `${stdout}${stderr}` };
}

/** A copy of what git knows, or would, with our packages to run on, in a repository of its own. */
export function copyOf(t: TestContext): string {
  const copy = mkdtempSync(join(tmpdir(), 'arc-copy-'));
  t.after(() => rmSync(copy, { recursive: true, maxRetries: 5 }));
  const files = run(root, 'git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard').output.split('\0');
  for (const path of files.filter(Boolean)) cpSync(join(root, path), join(copy, path));
  mkdirSync(join(copy, 'node_modules'));
  for (const entry of readdirSync(join(root, 'node_modules'))) {
    // Ours are the copy's own; npm leaves an empty folder of those that were renamed.
    if (entry !== `@${name}` && entry !== `@${original}`)
      symlinkSync(join(root, 'node_modules', entry), join(copy, 'node_modules', entry));
  }
  run(copy, 'git', 'init', '--quiet');
  commit(copy);
  return copy;
}

export function commit(copy: string): void {
  run(copy, 'git', 'add', '--all');
  const who = ['-c', 'user.name=x', '-c', 'user.email=x@x.example', '-c', 'commit.gpgsign=false'];
  const { ok, output } = run(
    copy,
    'git',
    ...who,
    'commit',
    '--quiet',
    '--allow-empty',
    '--no-verify',
    '--message',
    'Start',
  );
  assert.ok(ok, output);
}

/** Links the copy's own packages, as npm does it on the next install. */
export function link(copy: string, scope: string): void {
  mkdirSync(join(copy, 'node_modules', scope));
  for (const folder of ['apps', 'packages']) {
    for (const it of readdirSync(join(copy, folder))) {
      symlinkSync(join(copy, folder, it), join(copy, 'node_modules', scope, it));
    }
  }
}

/** Runs these in the copy, each of which has to be green. */
export function check(copy: string, ...commands: string[]): void {
  for (const command of commands) {
    const [tool = '', ...args] = command.split(' ');
    const { ok, output } = run(copy, join(root, 'node_modules/.bin', tool), ...args);
    assert.ok(ok, `${command}\n${output}`);
  }
}
