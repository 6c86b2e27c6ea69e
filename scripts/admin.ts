// npm run admin -- staging secrets: what an operator does to a stage, beside deploying it.
import { randomBytes } from 'node:crypto';
import { roomTagsWith } from '@arc-chat/session';
import { account } from './lib/deploy/preflight.ts';
import { readProject, type Project } from './lib/deploy/project.ts';
import { runCommand } from './lib/deploy/run-command.ts';
import { Problem } from './lib/root.ts';

type Verb = (project: Project, ...args: string[]) => Promise<void>;

/** Makes the secret that encrypts a stage's sessions and tickets. With `--rotate`, another one. */
const secrets: Verb = async (project, ...options) => {
  const { stage, secretName } = project;
  // Not by `arc env`: it prints every secret of the app, and writes them into prefs.arc.
  const secret = randomBytes(32).toString('base64url');
  const aws = await account(project);
  if (!(await aws.storeParameter(secretName, secret, options.includes('--rotate')))) {
    throw new Problem(
      `ARC_APP_SECRET of ${stage} is set, and stays. With another one everybody becomes a new guest, and the tags of rooms
in the log are others. If you want that: npm run admin -- ${stage} secrets --rotate`,
    );
  }
  console.log(`ARC_APP_SECRET of ${stage} is set, in SSM as ${secretName}. The functions get it with the next:
npm run deploy -- ${stage}`);
};

/** Prints the tag of a room, as the log of this stage has it. */
const roomTag: Verb = async (project, room) => {
  const { stage, secretName } = project;
  if (!room) throw new Problem(`Which room? npm run admin -- ${stage} room-tag lobby`);
  const secret = await (await account(project)).parameter(secretName);
  if (secret === undefined) throw new Problem(`${stage} has no ARC_APP_SECRET, so nothing was logged there.`);
  console.log(roomTagsWith(secret)(room));
};

const verbs = new Map([
  ['secrets', secrets],
  ['room-tag', roomTag],
]);

const [stageName, name = '', ...args] = process.argv.slice(2);

await runCommand(async () => {
  const project = await readProject(stageName);
  const verb = verbs.get(name);
  if (!verb) throw new Problem(`npm run admin -- ${project.stage} ${[...verbs.keys()].join('|')}`);
  await verb(project, ...args);
  return true;
});
