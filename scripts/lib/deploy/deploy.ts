import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../root.ts';
import { lockDeployments } from './lock.ts';
import { preflight, stackProblem } from './preflight.ts';
import { unlessStopped } from './run-command.ts';
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

/** The advice after Architect ended halfway. Only CloudFormation knows how far the deployment has come. */
async function advice(account: Account, project: Project): Promise<string> {
  const status = await account.stack(project.stack).then(
    (stack) => stack?.status,
    () => undefined,
  );
  return stackProblem(project, status) ?? `To try again, run: npm run deploy -- ${project.stage}`;
}

/** The steps of a deployment. Tests replace them. */
export interface Steps {
  /** Ends early if the user stops the command. @returns the reason for a failure, or undefined */
  build(stop: AbortSignal): Promise<string | undefined>;
  /** Ends early if the user stops the command. */
  arc(region: string, args: string[]): Promise<boolean>;
  /** @returns whether the app at that address works */
  smoke(address: string): Promise<boolean>;
}

/** @returns whether the deployed app works @throws Problem if an earlier step fails, or if the user stops the command */
export async function deploy(project: Project, { build, arc, smoke }: Steps, stop: AbortSignal): Promise<boolean> {
  const account = await unlessStopped(
    stop,
    'Interrupted; nothing was deployed. Run the command again.',
    preflight(project),
  );
  using _ = lockDeployments(project.folder);
  console.log(`Deploying ${project.stack} to ${account.region}.`);
  const failure = await build(stop);
  if (stop.aborted) throw new Problem('Interrupted while building; nothing was deployed. Run the command again.');
  if (failure !== undefined) throw new Problem(`${failure}\nThe build failed; nothing was deployed.`);
  // Hydration would replace our packages with those for Lambda's platform. The bundles need no packages.
  const args = ['deploy', '--no-hydrate', ...(project.stage === 'production' ? ['--production'] : [])];
  const isDone = await arc(account.region, args);
  // Architect reports success after a Ctrl-C.
  if (stop.aborted)
    throw new Problem(
      `Interrupted while deploying; parts of it may be in use already. ${await advice(account, project)}`,
    );
  if (!isDone) throw new Problem(`Architect failed; its output is above. ${await advice(account, project)}`);
  const address = await unlessStopped(stop, 'Interrupted; the app is deployed.', addressOf(account, project));
  console.log(`Deployed: ${address}`);
  const untested = `Interrupted; the app is deployed, but not tested. To test it, run: npm run smoke -- ${address}`;
  return unlessStopped(stop, untested, test(address, smoke));
}

async function test(address: string, smoke: Steps['smoke']): Promise<boolean> {
  if (await isFindable(address)) return smoke(address);
  throw new Problem(`The app does not answer yet. Later, run: npm run smoke -- ${address}`);
}
