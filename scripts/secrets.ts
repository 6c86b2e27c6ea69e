// npm run secrets -- staging: makes the secret that a stage's sessions and tickets are encrypted with.
import { randomBytes } from 'node:crypto';
import { account } from './deploy/checks.ts';
import { readProject } from './deploy/project.ts';
import { run } from './deploy/run.ts';
import { Problem } from './root.ts';

const [stageName, ...options] = process.argv.slice(2);

await run(async () => {
  const project = await readProject(stageName);
  const { stage, secretName } = project;
  // Not by `arc env`, which would print every secret of the app, and write them into prefs.arc.
  const aws = await account(project);
  const isStored = await aws.storeParameter(
    secretName,
    randomBytes(32).toString('base64url'),
    options.includes('--rotate'),
  );
  if (!isStored) {
    throw new Problem(
      `ARC_APP_SECRET of ${stage} is set, and stays. With another one everybody becomes a new guest, and the tags of rooms
in the log are others. If that is what you want: npm run secrets -- ${stage} --rotate`,
    );
  }
  console.log(`ARC_APP_SECRET of ${stage} is set, in SSM as ${secretName}. The functions get it with the next:
npm run deploy:${stage}`);
  return true;
});
