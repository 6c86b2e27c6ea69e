import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { codes } from '@arc-chat/protocol';
import { root } from '../../scripts/lib/root.ts';
import { deadLinks } from '../testing/links.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const operate = read('docs/operate.md');

test('docs/operate.md explains every refusal', () => {
  const explained = [...operate.matchAll(/^\| `([a-z-]+)` +\| \S.+ \| \S.+ \|$/gm)].map(([, code]) => code);
  assert.deepEqual(explained, [...codes]);
});

test('every JSON block in docs/operate.md parses', () => {
  const blocks = [...operate.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, json = '']) => json);
  assert.equal(blocks.length, 3);
  for (const block of blocks) assert.doesNotThrow(() => JSON.parse(block), block);
});

const workflows = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);

for (const file of workflows) {
  test(`${file} pins its actions, and has no more rights than it needs`, () => {
    const text = read(file);
    const uses = [...text.matchAll(/uses: (.+)/g)].map(([, action = '']) => action);
    assert.ok(uses.length > 0);
    for (const it of uses) assert.match(it, /^(\.\/\.github\/workflows\/\S+\.yml|\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
    assert.match(text, /^permissions:\n {2}contents: read$/m);
    assert.equal([...text.matchAll(/: write$/gm)].length, file.endsWith('deploy.yml') ? 1 : 0);
    assert.doesNotMatch(text, /secrets\./);
  });
}

test('deploy.yml builds without the right to get credentials, and installs before it gets them', () => {
  const [, build = '', deploy = ''] =
    /^ {2}build:\n([^]*)^ {2}deploy:\n([^]*)/m.exec(read('.github/workflows/deploy.yml')) ?? [];
  const stepsOf = (job: string) =>
    Array.from(job.matchAll(/^ {6}- (?:run: |uses: (?:[\w-]+\/)*)([^@\n]+)/gm), ([, it]) => it);
  assert.deepEqual(stepsOf(build), ['checkout', 'setup-node', 'npm run deploy -- "$STAGE" --build', 'upload-artifact']);
  assert.doesNotMatch(build, /permissions:|environment:/);
  // Without this, the action leaves out `.build`.
  assert.match(build, /path: \|\n +\.build\n +public\n +include-hidden-files: true/);
  assert.match(deploy, /^ {4}needs: build$/m);
  assert.deepEqual(stepsOf(deploy), [
    'checkout',
    'setup-node',
    'download-artifact',
    'node scripts/install.mjs',
    'configure-aws-credentials',
    'npm run deploy -- "$STAGE" --built',
  ]);
});

/** The npm scripts of a workspace, by its folder. */
const scriptsOf = (folder: string): Record<string, string> =>
  JSON.parse(read(join(folder, 'package.json'))).scripts ?? {};

test('every npm script in the documents and workflows exists', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];
  const texts = [...documents.filter((it) => it.endsWith('.md')), ...workflows].map(read).join('\n');
  const named = [...texts.matchAll(/npm run ([a-z][a-z0-9:-]*)(?: -w ([a-z0-9]+))?/g)];
  assert.ok(named.length > 20);
  for (const [command, name = '', folder = '.'] of named) assert.ok(name in scriptsOf(folder), command);
  assert.ok(Object.keys(scriptsOf('.')).length <= 14);
});

test('every link between documents leads to a file', () => assert.deepEqual(deadLinks(root), []));
