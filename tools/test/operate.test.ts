import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { codes } from '@arc-chat/protocol';
import { root } from '../../scripts/lib/root.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const operate = read('docs/operate.md');
const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));

test('docs/operate.md says what every refusal means to an operator', () => {
  const explained = [...operate.matchAll(/^\| `([a-z-]+)` +\| \S.+ \| \S.+ \|$/gm)].map(([, code]) => code);
  assert.deepEqual(explained, [...codes]);
});

test('the JSON in it is JSON', () => {
  const blocks = [...operate.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, json = '']) => json);
  assert.equal(blocks.length, 3);
  for (const block of blocks) assert.doesNotThrow(() => JSON.parse(block), block);
});

const workflows = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);

for (const file of workflows) {
  test(`${file} uses nothing that others can change, and no more rights than it needs`, () => {
    const text = read(file);
    const uses = [...text.matchAll(/uses: (.+)/g)].map(([, action = '']) => action);
    assert.ok(uses.length > 0);
    for (const it of uses) assert.match(it, /^(\.\/\.github\/workflows\/\S+\.yml|\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
    assert.match(text, /^permissions:\n {2}contents: read$/m);
    assert.equal([...text.matchAll(/: write$/gm)].length, file.endsWith('deploy.yml') ? 1 : 0);
    assert.doesNotMatch(text, /secrets\./);
  });
}

test('commands that documents and workflows name are there', () => {
  const stages = ['staging', 'production'];
  const texts = ['README.md', 'CONTRIBUTING.md', 'docs/operate.md', 'docs/extend.md', ...workflows]
    .map(read)
    .join('\n');
  const named = [...texts.matchAll(/npm run "?([a-z][a-z0-9:-]*(?:\$STAGE)?)/g)].map(([, name = '']) => name);
  const all = named.flatMap((name) =>
    name.includes('$STAGE') ? stages.map((it) => name.replace('$STAGE', it)) : name,
  );
  assert.ok(all.length > 10);
  for (const name of all) assert.ok(name in scripts, name);
});
