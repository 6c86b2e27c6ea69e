import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/lib/root.ts';

/** Names of one thing that two files define, with the reason. */
const shared: Record<string, string> = {
  handler: 'Lambda calls every function by this name',
  el: 'the wire drawer can be removed, so nothing of the page depends on it, nor the reverse',
  write: 'as el',
  median: 'as el',
  newId: 'a line of code, in a benchmark and in the browser specs',
};

const declaration =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type) (\w+)/gm;

test('no two files export the same name for two things', () => {
  const files = globSync('{apps,packages,scripts,e2e,tools}/**/*.{ts,mjs}', {
    cwd: root,
    exclude: ['**/node_modules'],
  });
  assert.ok(files.length > 200, 'the files are found');
  const exported = files.flatMap((file) => {
    const names = readFileSync(join(root, file), 'utf8').matchAll(declaration);
    // A schema and its type share a name in one file.
    return Array.from(new Set(Array.from(names, ([, name = '']) => name)), (name) => ({ name, file }));
  });
  const byName = Object.entries(Object.groupBy(exported, ({ name }) => name));
  const twice = byName.filter(([, places = []]) => places.length > 1);
  assert.deepEqual(
    twice
      .filter(([name]) => !Object.hasOwn(shared, name))
      .map(([name, places = []]) => [name, ...places.map((it) => it.file)]),
    [],
  );
  const names = twice.map(([name]) => name);
  assert.deepEqual(
    Object.keys(shared).filter((name) => !names.includes(name)),
    [],
    'the list of shared names has no name too many',
  );
});
