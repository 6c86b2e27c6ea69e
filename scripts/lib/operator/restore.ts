import awsLite from '@aws-lite/client';
import { Problem } from '../root.ts';
import { copyRooms } from './copy-rooms.ts';
import { logTable } from './log-table.ts';
import { logOutput } from '../deploy/destroy.ts';
import { account } from '../deploy/preflight.ts';
import type { Project } from '../deploy/project.ts';

/** Copies the rows of a restored table into the stage's table. May be interrupted, and run again. */
export async function restore(project: Project, [from, ...more]: string[]): Promise<void> {
  const { stage, stack, profile } = project;
  if (!from) throw new Problem(`Name the table to copy from: npm run admin -- ${stage} restore restored-log`);
  if (more.length > 0) {
    throw new Problem(`Name one table, and nothing after it: npm run admin -- ${stage} restore ${from}`);
  }
  const { region, ...found } = await account(project);
  const to = (await found.stack(stack))?.outputs.get(logOutput);
  if (!to) throw new Problem(`${stage} has no table of messages. Run: npm run deploy -- ${stage}`);
  if (from === to) throw new Problem(`${from} is the table of ${stage} itself. Name the table to copy from.`);
  const aws = await awsLite({ region, ...(profile && { profile }) });
  console.log(`Copying from ${from} to ${to}`);
  await copyRooms(logTable(aws, from, region), logTable(aws, to, region), console.log);
}
