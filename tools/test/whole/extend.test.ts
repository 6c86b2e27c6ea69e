import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertGreen, commit, copyOf, link, name, original, runIn } from '../../testing/copy.ts';

const timeout = 600_000;

/** The diffs of a section, joined. */
function diffsIn(copy: string, heading: string): string {
  const document = readFileSync(join(copy, 'docs/extend.md'), 'utf8');
  const section = document.split(/^## /m).find((it) => it.startsWith(heading)) ?? '';
  return [...section.matchAll(/^(`{3,})diff\n([^]*?)^\1$/gm)].map(([, , diff]) => diff).join('');
}

for (const [heading, ...checks] of [
  [
    'A new frame',
    'tsc -p .',
    'node --test packages/protocol/test/*.test.ts packages/chat/test/react.test.ts packages/chat/test/calls.test.ts packages/client/test/reactions.test.ts',
    'node --test tools/test/protocol.test.ts',
  ],
  ['A real login', 'tsc -p .'],
] as [string, ...string[]][]) {
  test(`docs/extend.md: ${heading}`, { timeout }, (t) => {
    const copy = copyOf(t);
    // The diffs fit the original name only: under a longer or shorter one, lines break elsewhere.
    if (name !== original) assert.ok(runIn(copy, 'node', 'scripts/own.ts', '--keep', original).ok);
    commit(copy);
    link(copy);
    const diffs = diffsIn(copy, heading);
    assert.notEqual(diffs, '');
    writeFileSync(join(copy, 'of-the-document.diff'), diffs);
    const { ok, output } = runIn(copy, 'git', 'apply', '--whitespace=nowarn', 'of-the-document.diff');
    assert.ok(ok, output);
    const changed = runIn(copy, 'git', 'ls-files', '--modified', '--others', '--exclude-standard', 'packages').output;
    assertGreen(copy, ...checks, `prettier --check ${changed.trim().replaceAll('\n', ' ')}`);
  });
}
