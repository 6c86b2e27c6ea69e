// npm run admin -- staging secrets: an operator's commands for a stage.
import { randomBytes } from 'node:crypto';
import { roomTagsWith } from '@arc-chat/session';
import { account } from './lib/deploy/preflight.ts';
import { readProject, type Project } from './lib/deploy/project.ts';
import { runCommand } from './lib/deploy/run-command.ts';
import { Problem } from './lib/root.ts';

type Verb = (project: Project, ...args: string[]) => Promise<void>;

/** Makes the secret that encrypts a stage's sessions and tickets. `--rotate` replaces the current secret. */
const secrets: Verb = async (project, ...options) => {
  const { stage, secretName } = project;
  // `arc env` would print every secret of the app, and write them into prefs.arc.
  const secret = randomBytes(32).toString('base64url');
  const aws = await account(project);
  if (!(await aws.storeParameter(secretName, secret, options.includes('--rotate')))) {
    throw new Problem(
      `${stage} has an ARC_APP_SECRET already; nothing was changed. With a new secret everybody becomes a new guest, and
the rooms' tags in the logs change. To replace the secret, run: npm run admin -- ${stage} secrets --rotate`,
    );
  }
  console.log(`ARC_APP_SECRET of ${stage} is stored in SSM as ${secretName}. To give it to the functions, run:
npm run deploy -- ${stage}`);
};

/** Prints a room's tag in the logs of this stage. */
const roomTag: Verb = async (project, room) => {
  const { stage, secretName } = project;
  if (!room) throw new Problem(`Name a room, for example: npm run admin -- ${stage} room-tag lobby`);
  const secret = await (await account(project)).parameter(secretName);
  if (secret === undefined) {
    throw new Problem(
      `${stage} has no ARC_APP_SECRET, so its rooms have no tags. Run: npm run admin -- ${stage} secrets`,
    );
  }
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
  if (!verb) throw new Problem(`Name a command: npm run admin -- ${project.stage} ${[...verbs.keys()].join('|')}`);
  await verb(project, ...args);
  return true;
});
