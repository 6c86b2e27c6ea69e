import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../lib/root.ts';

type Entry = {
  resolved?: string;
  link?: boolean;
  os?: string[];
  cpu?: string[];
  optionalDependencies?: Record<string, string>;
  hasInstallScript?: boolean;
};

const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const { packages }: { packages: Record<string, Entry> } = read('package-lock.json');

const oses = ['linux', 'darwin', 'win32'];
const cpus = ['x64', 'arm64'];

/** Finds a package as Node does, in the nearest node_modules. */
function find(from: string, name: string): Entry | undefined {
  const path = from ? `${from}/node_modules/${name}` : `node_modules/${name}`;
  if (packages[path] || !from) return packages[path];
  return find(from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1)), name);
}

/** Packages with a part for each platform, such as `@turbo/linux-64`. npm installs only one part. */
const native = Object.entries(packages).flatMap(([path, { optionalDependencies }]) => {
  const parts = Object.keys(optionalDependencies ?? {}).filter((name) => /linux|darwin|win/.test(name));
  return parts.length > 0 ? [{ path, parts }] : [];
});

test('native tools were found', () => {
  const paths = native.map(({ path }) => path.replace('node_modules/', ''));
  for (const name of ['turbo', 'rolldown', 'typescript', 'oxlint', 'oxlint-tsgolint'])
    assert.ok(paths.includes(name), name);
});

for (const { path, parts } of native) {
  test(`${path} can be installed on every platform that it supports`, () => {
    const missing = parts.filter((name) => !find(path, name));
    assert.deepEqual(missing, []);
  });

  test(`${path} has a part for Linux, macOS and Windows`, () => {
    const entries = parts.flatMap((name) => find(path, name) ?? []);
    const platforms = oses.flatMap((os) => cpus.map((cpu) => ({ os, cpu })));
    const missing = platforms.filter(
      ({ os, cpu }) => !entries.some((it) => it.os?.includes(os) && it.cpu?.includes(cpu)),
    );
    assert.deepEqual(missing, []);
  });
}

// npm replaces the public registry with the configured registry.
test('every package comes from the public registry', () => {
  const elsewhere = Object.entries(packages).filter(
    ([, { link, resolved }]) => !link && resolved && !resolved.startsWith('https://registry.npmjs.org/'),
  );
  assert.deepEqual(elsewhere, []);
});

// npm 11 runs every install script, also those that `allowScripts` does not name.
test('only the packages in allowScripts have an install script', () => {
  const { allowScripts }: { allowScripts: Record<string, boolean> } = read('package.json');
  const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  assert.deepEqual(
    scripted.map(([path]) => path.replace('node_modules/', '')),
    Object.keys(allowScripts),
  );
});
