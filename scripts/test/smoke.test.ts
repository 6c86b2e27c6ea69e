import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { before, test } from 'node:test';
import { build } from '../lib/build.ts';
import { smoke } from '../lib/deploy/smoke.ts';
import { listen } from '../lib/free-ports.ts';
import { runTool } from '../lib/step.ts';
import { startSandbox } from '../lib/sandbox.ts';

const timeout = 60_000;

before(async () => {
  assert.equal(await build(), undefined);
});

test('npm run smoke passes for a working app', { timeout }, async (t) => {
  const sandbox = await startSandbox();
  t.after(() => sandbox.stop());
  const { ok, output } = await runTool('node', ['scripts/smoke.ts', sandbox.url]);
  assert.ok(ok, output);
  const lines = output.trim().split('\n');
  assert.equal(lines.length, 4);
  assert.ok(
    lines.every((line) => line.startsWith('✓ ')),
    output,
  );
});

test('a broken app fails, with a line for each check', { timeout }, async (t) => {
  const lines: string[] = [];
  const server = createServer((_, response) => response.end('<!doctype html>'));
  t.after(() => server.close());
  const port = await listen(server, '127.0.0.1', 0);
  // A short timeout, because no socket can open.
  assert.equal(await smoke(`http://127.0.0.1:${port}`, (line) => lines.push(line), 1_000), false);
  assert.equal(lines.length, 4);
  assert.ok(
    lines.every((line) => /^✗ .+: .+/.test(line)),
    lines.join('\n'),
  );
});

test('an address that is not http is refused', { timeout }, async () => {
  const away = await runTool('node', ['scripts/smoke.ts', 'ftp://localhost']);
  assert.ok(!away.ok);
  assert.equal(away.output, 'Name the address of an app, for example: npm run smoke -- http://localhost:3333\n');
});
