import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../root.ts';
import { preflight } from './preflight.ts';
import type { Account } from './account.ts';
import type { Project } from './project.ts';

/** The DNS name of a new API takes some time to be known everywhere. */
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
  if (!address) throw new Problem(`The stack ${stack} has no output named API, so the address of the app is unknown.`);
  return address;
}

/** The steps of a deployment. Tests replace them. */
export interface Steps {
  /** @returns the reason for a failure, or undefined */
  build(): Promise<string | undefined>;
  arc(region: string, args: string[]): Promise<boolean>;
  /** @returns whether the app at that address works */
  smoke(address: string): Promise<boolean>;
}

/** @returns whether the deployed app works @throws Problem if an earlier step fails */
export async function deploy(project: Project, { build, arc, smoke }: Steps): Promise<boolean> {
  const account = await preflight(project);
  console.log(`Deploying ${project.stack} to ${account.region}. Building …`);
  const failure = await build();
  if (failure !== undefined) throw new Problem(`${failure}\nThe build failed; nothing was deployed.`);
  // Hydration would replace our packages with those for Lambda's platform. The bundles need no packages.
  const args = ['deploy', '--no-hydrate', ...(project.stage === 'production' ? ['--production'] : [])];
  if (!(await arc(account.region, args))) throw new Problem('Architect could not deploy the app; its output is above.');
  const address = await addressOf(account, project);
  console.log(`Deployed: ${address}`);
  if (!(await isFindable(address)))
    throw new Problem(`The app does not answer yet. Later, run: npm run smoke -- ${address}`);
  return smoke(address);
}
