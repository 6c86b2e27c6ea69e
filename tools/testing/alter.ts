import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const change = (file: string, by: (text: string) => string) => {
  const text = readFileSync(file, 'utf8');
  const changed = by(text);
  assert.ok(changed !== text, `${file} did not change`);
  writeFileSync(file, changed);
};

/** Texts of the page, and their replacements. */
const texts = [
  ['It is quiet in here', 'Nobody is here yet'],
  ['Older messages are on their way', 'Wait for older messages'],
  ['The history of this room was started over', 'This room began anew'],
  ['This chat needs JavaScript', 'Switch JavaScript on'],
] as const;

/** Changes a sentence in each document, the whole README and some texts of the page, as the owner of a clone may. */
export function alterTexts(copy: string): void {
  const documents = globSync('**/*.md', { cwd: copy, exclude: ['**/node_modules', 'README.md'] });
  assert.ok(documents.length > 8);
  for (const document of documents) {
    change(join(copy, document), (text) => text.replace(/^[A-Z].{30,}$/m, 'Here stands another sentence.'));
  }
  writeFileSync(join(copy, 'README.md'), '# Mine\n\n* a list\tof my own \u{1f469}\u200d\u{1f4bb}\n');
  const sources = globSync('{apps/web,packages/html-shell,apps/get-index}/src/**/*.ts', { cwd: copy });
  for (const [text, other] of texts) {
    const found = sources.filter((it) => readFileSync(join(copy, it), 'utf8').includes(text));
    assert.equal(found.length, 1, text);
    for (const source of found) change(join(copy, source), (it) => it.replace(text, other));
  }
}
