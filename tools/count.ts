// npm run count -w tools: how much there is to read, without tests, comments and blank lines, room by room.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/lib/root.ts';

const rooms = ['packages/*', 'apps/*', 'scripts', 'e2e'];

function linesIn(file: string): number {
  const code = readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[^]*?\*\//g, '');
  return code.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;
}

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

for (const room of rooms.flatMap((pattern) => globSync(pattern, { cwd: root }).toSorted())) {
  const files = globSync([`${room}/src/**/*.ts`, `${room}/*.ts`], { cwd: root });
  console.log(`${String(sum(files.map(linesIn))).padStart(6)}  ${room}`);
}
const core = ['packages/{protocol,chat,session,aws,client}/src/**/*.ts', 'apps/{get-*,post-*,ws-*}/src/**/*.ts'];
const lines = sum(globSync(core, { cwd: root }).map(linesIn));
console.log(`${String(lines).padStart(6)}  protocol, chat, session, aws, client and the functions together`);
