// npm run costs -w tools: counts the chat's costs on AWS from its rules, and writes docs/costs.md.
import { costsReport } from './costs/report.ts';
import { writeDocument } from './document.ts';

await writeDocument('docs/costs.md', await costsReport());
