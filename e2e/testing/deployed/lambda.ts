import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { listen } from '../../../scripts/lib/free-ports.ts';
import { region, type DeployedFunction } from './stack.ts';

/** The function's environment, with the variables that Lambda adds: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const environmentOf = ({ name, env }: DeployedFunction, folder: string, apiPort: number) => ({
  ...env,
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1152',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  AWS_SESSION_TOKEN: 'token',
  AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${apiPort}`,
  LAMBDA_TASK_ROOT: folder,
  _HANDLER: 'index.handler',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
});

export type Lambda = {
  /** Resolves with the handler's answer, parsed from JSON. Rejects with the error of the handler or of its start. */
  invoke(event: object): Promise<unknown>;
  /** Everything that the function printed. */
  output(): string;
};

type Failure = { errorType: string; errorMessage: string };

/** Starts a function in its own process, from a folder that holds only its code. */
export async function startLambda(t: TestContext, fn: DeployedFunction, awsPort: number): Promise<Lambda> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'arc-chat-lambda-')));
  await cp(fn.code, folder, { recursive: true });

  const events: { id: string; event: object }[] = [];
  const calls = new Map<string, PromiseWithResolvers<unknown>>();
  let waiting: ServerResponse | undefined;
  let unable: Error | undefined;

  function give(): void {
    if (unable) for (const { reject } of calls.values()) reject(unable);
    if (!waiting || events.length === 0) return;
    const [{ id, event } = { id: '', event: {} }] = events.splice(0, 1);
    waiting.writeHead(200, { 'lambda-runtime-aws-request-id': id, 'content-type': 'application/json' });
    waiting.end(JSON.stringify(event));
    waiting = undefined;
  }

  const api = createServer((request, response) => {
    const [kind = '', id = ''] = request.url?.split('/').toReversed() ?? [];
    if (kind === 'next') {
      waiting = response;
      return give();
    }
    void text(request).then((body) => {
      response.writeHead(202).end();
      if (kind === 'response') return calls.get(id)?.resolve(JSON.parse(body));
      const { errorType, errorMessage }: Failure = JSON.parse(body);
      const error = new Error(`${errorType}: ${errorMessage}`);
      if (id !== 'init') return calls.get(id)?.reject(error);
      unable = error;
      return give();
    });
  });
  const port = await listen(api, '127.0.0.1', 0);

  const program = join(import.meta.dirname, 'runtime.ts');
  const child = spawn(process.execPath, [program, String(awsPort)], {
    cwd: folder,
    env: environmentOf(fn, folder, port),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  t.after(async () => {
    child.kill('SIGKILL');
    await gone;
    api.close();
    api.closeAllConnections();
    await rm(folder, { recursive: true });
  });

  return {
    invoke(event) {
      const id = randomUUID();
      const call = Promise.withResolvers<unknown>();
      calls.set(id, call);
      events.push({ id, event });
      give();
      return call.promise;
    },
    output: () => output,
  };
}
