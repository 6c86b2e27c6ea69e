import { isOfAws, requestProblem } from '../deploy/aws-error.ts';
import { account } from '../deploy/preflight.ts';
import { Problem } from '../root.ts';
import { findEnvironment } from './local.ts';
import type { Ports } from '@arc-chat/chat';
import type { Project } from '../deploy/project.ts';

/** The stage whose app runs on this machine. */
export const local = 'local';

/** The environment that a deployed function has, from the outputs of the stack and the secret. */
async function environmentOf(project: Project): Promise<Record<string, string>> {
  const { stage, stack, secretName, profile } = project;
  const aws = await account(project);
  const [found, secret] = await Promise.all([aws.stack(stack), aws.parameter(secretName)]);
  const url = found?.outputs.get('WSS');
  if (!found || !url || !secret) {
    throw new Problem(`${stage} is not deployed in ${aws.region}. Run: npm run deploy -- ${stage}`);
  }
  const tables = [...found.outputs].flatMap(([id, name]) => {
    const [, table] = /^(\w+)Table$/.exec(id) ?? [];
    return table ? [[table.toLowerCase(), name] as const] : [];
  });
  // The stack of an older version has no such table.
  if (!tables.some(([table]) => table === 'blocks')) {
    throw new Problem(`${stage} has no table of blocks yet. Run: npm run deploy -- ${stage}`);
  }
  return {
    ARC_ENV: stage,
    ARC_APP_SECRET: secret.value,
    ARC_WSS_URL: url,
    ARC_TABLES: JSON.stringify(Object.fromEntries(tables)),
    AWS_REGION: aws.region,
    ...(profile && { AWS_PROFILE: profile }),
  };
}

/** @param failed is called with the error of every call to a socket that failed */
async function openChat(failed: (error: unknown) => void) {
  // Only now: the package reads its environment when it is loaded.
  const { host, everyBlock, everySeat, ports: shared, roomTag, socketsTelling } = await import('@arc-chat/aws');
  const ports: Ports = { ...shared, sockets: socketsTelling(failed), deadline: Infinity, unposted: () => {} };
  return { ports, addressTag: host.addressTag, everyBlock, everySeat, roomTag };
}

/** The database and the sockets of a stage. */
export type Chat = Awaited<ReturnType<typeof openChat>>;

/** One line about an error of the database or the sockets. */
function lineOf(error: unknown, region: string | undefined): string {
  if (!isOfAws(error)) return error instanceof Error ? error.message : String(error);
  return region ? requestProblem(error, region) : 'The local run does not answer. In another terminal, run: npm start';
}

/**
 * Works with the database and the sockets of a stage; without a project, of the local run.
 *
 * @throws Problem if there are no credentials, no such stage or no local run, or if a request fails
 */
export async function withChat(project: Project | undefined, work: (chat: Chat) => Promise<void>): Promise<void> {
  const env = project ? await environmentOf(project) : findEnvironment();
  Object.assign(process.env, env);
  const failures: unknown[] = [];
  try {
    await work(await openChat((error) => failures.push(error)));
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(lineOf(error, env['AWS_REGION']));
  }
  const [first] = failures;
  if (first !== undefined) throw new Problem(`Not every socket was reached. ${lineOf(first, env['AWS_REGION'])}`);
}
