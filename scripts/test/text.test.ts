import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../lib/root.ts';

/** What no editor shows, and what turns the text around it: in a source these can say one thing and show another. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const isFine = (character: string) => character === '\n';

test('what is in a file can be seen in it', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  const texts = files.filter((file) => existsSync(join(root, file)) && !/\.(png|webp|jpg|gif|ico|woff2)$/.test(file));
  assert.ok(texts.length > 100);
  for (const file of texts) {
    const found =
      readFileSync(join(root, file), 'utf8')
        .match(unseen)
        ?.filter((it) => !isFine(it)) ?? [];
    assert.deepEqual(
      found.map((it) => it.codePointAt(0)?.toString(16)),
      [],
      file,
    );
  }
});
