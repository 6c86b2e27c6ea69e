// npm run costs -w tools: counts the chat's costs on AWS from its rules, and writes docs/costs.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { costsReport } from './costs/report.ts';
import { root } from '../scripts/lib/root.ts';

const file = join(root, 'docs/costs.md');
writeFileSync(file, await format(await costsReport(), { ...(await resolveConfig(file)), filepath: file }));
console.log('written: docs/costs.md');
