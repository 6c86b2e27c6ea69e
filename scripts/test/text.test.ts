import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../lib/root.ts';

/** Characters that are invisible or that reverse text: with them, a source could show one thing and do another. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const isFine = (character: string) => character === '\n';
const isSource = (file: string) => /\.(ts|mjs|css|json|arc|yml)$/.test(file);

test('every character of a source is visible', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  const texts = files.filter((file) => existsSync(join(root, file)) && isSource(file));
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
