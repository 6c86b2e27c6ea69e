import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { listen } from '../../../scripts/lib/free-ports.ts';
import { region, type DeployedFunction } from './stack.ts';
import type { Lifetime } from '../../../scripts/testing/serve.ts';

/** The function's environment, with the variables that Lambda adds: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const environmentOf = ({ name, env }: DeployedFunction, folder: string, apiPort: number) => ({
  ...env,
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1152',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  // The key tells aws.ts whose role to apply.
  AWS_ACCESS_KEY_ID: name,
  AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  AWS_SESSION_TOKEN: 'token',
  AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${apiPort}`,
  LAMBDA_TASK_ROOT: folder,
  _HANDLER: 'index.handler',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
});

/** A call of the function that has ended: how long it took, and the handler's answer if it did not fail. */
export type EndedCall = { ms: number; answer?: unknown; error?: Error };

export type Lambda = {
  /** Resolves with the handler's answer, parsed from JSON. Rejects with the error of the handler or of its start. */
  invoke(event: object): Promise<unknown>;
  /** Ends the running call as Lambda does when the function's time is over. The function handles no event after it. */
  timeOut(): void;
  /** The log events, as they are in the log group. */
  readonly log: string[];
  readonly ended: EndedCall[];
};

type Failure = { errorType: string; errorMessage: string };

/** Unlike `node:readline`, this leaves a `\r` inside a line alone. */
function onLine(stream: Readable, heard: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) heard(line);
  });
}

/** Starts a function in its own process, from a folder that holds only its code. */
export async function startLambda(lifetime: Lifetime, fn: DeployedFunction, awsPort: number): Promise<Lambda> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'arc-chat-lambda-')));
  await cp(fn.code, folder, { recursive: true });

  const log: string[] = [];
  const ended: EndedCall[] = [];
  const events: { id: string; event: object }[] = [];
  const calls = new Map<string, PromiseWithResolvers<unknown>>();
  const outcomes = new Map<string, Omit<EndedCall, 'ms'>>();
  let waiting: ServerResponse | undefined;
  let unable: Error | undefined;

  function end(id: string, ms: number, outcome: Omit<EndedCall, 'ms'> = {}): void {
    const call = calls.get(id);
    calls.delete(id);
    ended.push({ ms, ...outcome });
    if (outcome.error) call?.reject(outcome.error);
    else call?.resolve(outcome.answer);
  }

  function endAll(ms: number, error: Error): void {
    for (const id of calls.keys()) end(id, ms, { error });
  }

  function give(): void {
    if (unable) return endAll(0, unable);
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
      if (kind === 'response') return outcomes.set(id, { answer: JSON.parse(body) });
      const { errorType, errorMessage }: Failure = JSON.parse(body);
      const error = new Error(`${errorType}: ${errorMessage}`);
      if (id !== 'init') return outcomes.set(id, { error });
      unable = error;
      return give();
    });
  });
  const port = await listen(api, '127.0.0.1', 0);

  /** The last line of a call ends it: then all that the call has printed is in the log. */
  function heard(line: string): void {
    log.push(line);
    const [, id, ms] = /^REPORT RequestId: (\S+)\tDuration: (\S+) ms/.exec(line) ?? [];
    if (id) end(id, Number(ms), outcomes.get(id));
  }

  const program = join(import.meta.dirname, 'runtime.ts');
  const child = spawn(process.execPath, [program, String(awsPort)], {
    cwd: folder,
    env: environmentOf(fn, folder, port),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'exit').then(() => {
    unable ??= new Error(`the process of ${fn.name} has ended`);
    give();
  });
  for (const stream of [child.stdout, child.stderr]) onLine(stream, heard);
  lifetime.after(async () => {
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
    timeOut() {
      child.kill('SIGKILL');
      const ms = fn.timeoutSeconds * 1000;
      const message = `Task timed out after ${fn.timeoutSeconds.toFixed(2)} seconds`;
      for (const id of calls.keys()) log.push(`${new Date().toISOString()} ${id} ${message}`);
      endAll(ms, new Error(message));
    },
    log,
    ended,
  };
}
