import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/lib/root.ts';
import { runIn } from '../testing/copy.ts';

/** Imports that lint must refuse: the file, and its import. */
const forbidden = [
  ['packages/chat/src/a.ts', '../../protocol/src/index.ts'],
  ['packages/chat/src/b.ts', 'node:fs'],
  ['packages/chat/src/c.ts', '@arc-chat/aws'],
  ['packages/chat/test/d.ts', '../../../scripts/lib/root.ts'],
  ['packages/client/src/e.ts', '@arc-chat/chat'],
  ['packages/protocol/src/f.ts', '@arc-chat/chat'],
  ['packages/session/src/g.ts', '@arc-chat/aws'],
  ['packages/session/src/h.ts', '@architect/functions'],
  ['packages/aws/testing/i.ts', '../../../e2e/testing/visitor.ts'],
  ['packages/plugin-infra/src/j.ts', '../../../scripts/lib/root.ts'],
  ['apps/web/src/k.ts', '../../../packages/client/src/index.ts'],
  ['apps/get-index/src/l.ts', '@arc-chat/wire-drawer'],
  ['packages/aws/src/m.ts', '@arc-chat/wire-drawer'],
  ['packages/wire-drawer/src/n.ts', '@arc-chat/client'],
  ['packages/wire-drawer/src/o.ts', '../../../apps/web/src/dom.ts'],
  ['apps/web/test/p.ts', '../../../tools/size.ts'],
  ['apps/ws-default/src/q.ts', '@architect/functions'],
  ['scripts/r.ts', '../e2e/testing/visitor.ts'],
  ['scripts/lib/s.ts', '../../tools/size.ts'],
  ['scripts/test/t.ts', '../../packages/chat/src/index.ts'],
  ['e2e/specs/u.ts', '../../scripts/start.ts'],
  ['e2e/chaos/v.ts', '../../scripts/test/start.test.ts'],
  ['e2e/test/w.ts', '../../packages/chat/src/index.ts'],
  ['e2e/x.ts', '../tools/size.ts'],
  ['tools/bench/y.ts', '../../packages/chat/src/admit.ts'],
  ['packages/aws/src/aa.ts', '@arc-chat/client'],
  ['packages/aws/src/ab.ts', '../testing/tables.ts'],
  ['packages/chat/src/ac.ts', '../testing/memory.ts'],
  ['packages/client/examples/ad.ts', '../../../scripts/lib/root.ts'],
  ['apps/ws-default/src/ae.ts', '@arc-chat/client'],
  ['packages/session/src/af.ts', '../testing/host.ts'],
  ['packages/node/src/ag.ts', '@arc-chat/aws'],
  ['apps/server/src/ah.ts', '@arc-chat/aws'],
  ['apps/server/src/ai.ts', '@architect/functions'],
] as const;

/** Imports that lint must allow. */
const allowed = [
  ['packages/chat/test/a.ts', '../src/index.ts'],
  ['packages/chat/src/v.ts', '@arc-chat/protocol'],
  ['apps/web/src/b.ts', '@arc-chat/wire-drawer'],
  ['apps/server/src/c.ts', '@arc-chat/node'],
  ['e2e/specs/w.ts', '../../scripts/lib/root.ts'],
  ['e2e/test/y.ts', '../../scripts/testing/fake-aws.ts'],
  ['tools/x.ts', '../e2e/testing/visitor.ts'],
  ['tools/bench/z.ts', '../../scripts/lib/root.ts'],
  ['scripts/z.ts', '@arc-chat/client'],
] as const;

test('lint refuses the forbidden imports between workspaces, and only those', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'arc-arrows-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  for (const [file, target] of [...forbidden, ...allowed]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `import '${target}';\n`);
  }
  const { output } = runIn(folder, join(root, 'node_modules/.bin/oxlint'), '--format=unix');
  const found = [...output.matchAll(/([\w./-]+\.ts):\d+:\d+: .*is restricted/g)].map(([, file]) => file);
  assert.deepEqual(new Set(found), new Set(forbidden.map(([file]) => file)), output);
});
