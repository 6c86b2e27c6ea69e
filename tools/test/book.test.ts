import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readChapter } from '../tutorial/book.ts';
import { compare, actsOf } from '../tutorial/perform.ts';

const fence = (info: string, ...lines: string[]) => [`\`\`\`${info}`, ...lines, '```', ''];
const file = (path: string, ...lines: string[]) => [`\`${path}\``, '', ...fence('ts', ...lines)];
const run = (kind: string, output: string, number = 1) => fence(`console ${kind}`, `$ npm run see ${number}`, output);

const heading = '# 1. A chapter';
const program = file('see/1.ts', 'program');
const good = [
  ...program,
  ...run('fails', 'none'),
  ...file('app.ts', 'const a = 1;', 'const b = 2;'),
  ...run('heals', 'one'),
];

const read = (...lines: string[]) => readChapter('docs/tutorial/01.md', [heading, '', ...lines].join('\n'));

/** The line of a text in a chapter of these lines. */
const at = (lines: string[], text: string) => `docs/tutorial/01.md:${lines.indexOf(text) + 3}: `;

test('a chapter has files, changes, runs and answers, each with its line', () => {
  const change = fence('diff', '--- app.ts', '@@', ' const a = 1;', '-const b = 2;', '+const b = 3;');
  const answer = ['<details>', '', ...change, ...run('shows', 'three'), '</details>'];
  const { blocks, answers } = read(...good, ...answer);
  assert.deepEqual(
    blocks.map((it) => (it.type === 'run' ? it.kind : it.path)),
    ['see/1.ts', 'fails', 'app.ts', 'heals'],
  );
  assert.equal(answers.length, 1);
  const acts = actsOf([read(...good, ...answer)]);
  assert.deepEqual(
    acts.map(({ files, runs }) => [files.get('app.ts'), runs.map(({ run: { kind } }) => kind)]),
    [
      [undefined, ['fails']],
      ['const a = 1;\nconst b = 2;\n', ['heals']],
      ['const a = 1;\nconst b = 3;\n', ['shows']],
    ],
  );
});

for (const [what, lines, place, problem] of [
  ['a block that is not applied', [...fence('ts', 'lost'), ...good], '```ts', /this block is not applied/],
  ['a run that does not fail first', [...program, ...run('heals', 'one')], 'one', /the first run has to be `fails`/],
  ['a chapter that does not end healed', [...program, ...run('fails', 'none')], 'none', /has to be a run that `heals`/],
  [
    'a chapter that heals nothing',
    [...program, ...run('fails', 'same'), ...run('heals', 'same')],
    'same',
    /prints the same/,
  ],
  ['a block without an end', [...good, '```ts aside', 'text'], '```ts aside', /has no end/],
  ['a diff without a place', [...good, ...fence('diff', '+text')], '+text', /begins with `--- path`/],
] as const) {
  test(`${what} is an error with its line`, () => {
    const list = [...lines];
    assert.throws(
      () => read(...list),
      ({ message }: Error) => message.startsWith(at(list, place)) && problem.test(message),
    );
  });
}

for (const [what, change, place, problem] of [
  ['lines that are not there', ['@@', '-const c = 3;', '+const c = 4;'], '@@', /app.ts has no such lines/],
  ['lines that are there twice', ['@@', ' same', '+new'], '@@', /more than once/],
  ['a file that is not there', ['@@', ' x'], '--- none.ts', /there is no none.ts/],
] as const) {
  test(`a change of ${what} is an error with its line`, () => {
    const path = place === '@@' ? 'app.ts' : 'none.ts';
    const lines = [...good.slice(0, -5), ...file('app.ts', 'same', 'same'), ...fence('diff', `--- ${path}`, ...change)];
    const list = [...lines, ...run('heals', 'one')];
    assert.throws(
      () => actsOf([read(...list)]),
      ({ message }: Error) => message.startsWith(at(list, place)) && problem.test(message),
    );
  });
}

test('a file that is said to be that of the repository has to be it', () => {
  const original = ['`app.arc`, as in [`app.arc`](../../app.arc)', '', ...fence('arc', '@app', 'other')];
  const list = [...program, ...run('fails', 'none'), ...original, ...run('heals', 'one')];
  assert.throws(
    () => actsOf([read(...list)]),
    ({ message }: Error) =>
      message.startsWith(at(list, '```arc')) && message.includes('is not app.arc of the repository'),
  );
});

test('a program that prints something else is an error with its line', () => {
  const [run1] = read(...good).blocks.filter((it) => it.type === 'run');
  assert.ok(run1);
  compare({ run: run1, lines: ['none'] });
  assert.throws(
    () => compare({ run: run1, lines: ['two'] }),
    ({ message }: Error) => message.startsWith(at(good, 'none')) && message.includes('two'),
  );
});
