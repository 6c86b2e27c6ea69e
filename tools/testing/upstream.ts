import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { root } from '../../scripts/lib/root.ts';
import { runIn } from './copy.ts';

/** The diffs for each package of Architect that a README shows, by `name version`. */
function diffsIn(readme: string): [name: string, version: string, diffs: string[]][] {
  const [, ...sections] = (readme.split("\n## For Architect's maintainers\n")[1] ?? '').split(/^### /m);
  return sections.map((section) => {
    const [, name = '', version = ''] = /^(@architect\/\w+) (\S+)\n/.exec(section) ?? [];
    return [name, version, Array.from(section.matchAll(/^```diff\n([^]*?)^```$/gm), ([, diff = '']) => diff)];
  });
}

/**
 * Copies the installed packages of Architect that the README of a plugin changes, and applies its changes one by one.
 * @returns the folder with the copies
 */
export function patchedBy(plugin: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'arc-upstream-'));
  after(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const packages = diffsIn(readFileSync(join(root, 'packages', plugin, 'README.md'), 'utf8'));
  assert.ok(packages.length > 0);
  for (const [name, version, diffs] of packages) {
    const copy = join(folder, name);
    cpSync(join(root, 'node_modules', name), copy, { recursive: true });
    const installed: { version: string } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8'));
    assert.equal(version, installed.version, name);
    assert.ok(diffs.length > 0, name);
    for (const diff of diffs) {
      writeFileSync(join(folder, 'change.diff'), diff);
      const { ok, output } = runIn(copy, 'git', 'apply', join(folder, 'change.diff'));
      assert.ok(ok, `${output}${diff}`);
    }
  }
  return folder;
}
