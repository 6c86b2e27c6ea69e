// npm run room-tag -- staging garden: prints a room's tag in the logs of a stage.
import { roomTagsWith } from '../packages/session/src/index.ts';
import { account } from './deploy/checks.ts';
import { readProject } from './deploy/project.ts';
import { run } from './deploy/run.ts';
import { Problem } from './root.ts';

const [stageName, room] = process.argv.slice(2);

await run(async () => {
  const project = await readProject(stageName);
  if (!room) throw new Problem(`Which room? npm run room-tag -- ${project.stage} lobby`);
  const secret = await (await account(project)).parameter(project.secretName);
  if (secret === undefined) throw new Problem(`${project.stage} has no ARC_APP_SECRET, so nothing was logged there.`);
  console.log(roomTagsWith(secret)(room));
  return true;
});
