import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { environment, root } from '../lib/root.ts';
import type { Fake } from './fake-aws.ts';

/** Makes a folder for one test. */
export function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'arc-deploy-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

/** Starts a script with no settings for AWS except the given environment. */
export function startScript(t: TestContext, script: string, args: string[], given: NodeJS.ProcessEnv) {
  const nothing = Object.keys(process.env).filter((name) => /^(AWS|AMAZON)_/.test(name));
  const env = {
    ...environment,
    ...Object.fromEntries(nothing.map((name) => [name, undefined])),
    HOME: folder(t),
    AWS_EC2_METADATA_DISABLED: 'true',
    ...given,
  };
  const file = join(root, 'scripts', script);
  const child = spawn(process.execPath, ['--no-deprecation', file, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const ended = Promise.all([text(child.stderr), once(child, 'close')]).then(([complained, [code]]) => ({
    code,
    lines: complained.trimEnd().split('\n'),
  }));
  return { child, ended };
}

/** Runs a command such as `deploy staging` to its end. */
export async function run(t: TestContext, command: string[], given: NodeJS.ProcessEnv) {
  const [script = '', ...args] = command;
  const { child, ended } = startScript(t, `${script}.ts`, args, given);
  const [said, end] = await Promise.all([text(child.stdout), ended]);
  return { said, ...end };
}

/** The environment of somebody with an account at the fake AWS. */
export const keys = (fake: Fake) => ({
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'key',
  AWS_REGION: 'eu-central-1',
  AWS_ENDPOINT_URL: fake.url,
});
