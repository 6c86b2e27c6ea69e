import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../root.ts';
import { preflight } from './preflight.ts';
import type { Account } from './account.ts';
import type { Project } from './project.ts';

/** A new API's name is not known everywhere at once. */
const findableWithinMs = 60_000;

async function isFindable(url: string): Promise<boolean> {
  const end = performance.now() + findableWithinMs;
  for (;;) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
    if (answer) return true;
    if (performance.now() > end) return false;
    await delay(1_000);
  }
}

async function addressOf(account: Account, { stack }: Project): Promise<string> {
  const address = (await account.stack(stack))?.outputs.get('API');
  if (!address) throw new Problem(`The stack ${stack} does not say where the app is: it has no output named API.`);
  return address;
}

/** What is done, and can be left out in a test. */
export interface Steps {
  /** @returns why it failed */
  build(): Promise<string | undefined>;
  arc(region: string, args: string[]): Promise<boolean>;
  /** @returns whether the app at that address works */
  smoke(address: string): Promise<boolean>;
}

/** @returns whether the deployed app works. @throws Problem where it did not come to that */
export async function deploy(project: Project, { build, arc, smoke }: Steps): Promise<boolean> {
  const account = await preflight(project);
  console.log(`Deploying ${project.stack} to ${account.region}. Building …`);
  const failure = await build();
  if (failure !== undefined) throw new Problem(`${failure}\nThe build failed; nothing was deployed.`);
  // Hydrating would install packages for Lambda's platform over ours. The bundles need none.
  const args = ['deploy', '--no-hydrate', ...(project.stage === 'production' ? ['--production'] : [])];
  if (!(await arc(account.region, args))) throw new Problem('Architect could not deploy it; what it said is above.');
  const address = await addressOf(account, project);
  console.log(`Deployed: ${address}`);
  if (!(await isFindable(address))) throw new Problem(`Nothing answers there yet. Later: npm run smoke -- ${address}`);
  return smoke(address);
}
