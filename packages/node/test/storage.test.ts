import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { contract } from '@arc-chat/chat/testing/contract';
import { openPorts } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'arc-chat-node-'));
const { ports, gate, close } = openPorts(folder, true);
after(async () => {
  await gate.passed();
  close();
  rmSync(folder, { recursive: true });
});

contract('in SQLite and memory', ports);
