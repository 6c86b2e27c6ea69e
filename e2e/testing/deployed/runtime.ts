// Stands in for Lambda's runtime inside a function's process: asks the Runtime API, which lambda.ts serves, for an
// event, calls the handler, and posts its answer. It logs in Lambda's text format.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { redirectTo } from './redirect.ts';

const [awsPort] = process.argv.slice(2);
const { AWS_LAMBDA_FUNCTION_NAME: functionName, AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT = '' } = process.env;

redirectTo(Number(awsPort));

const print = (line: string) => void process.stdout.write(`${line}\n`);

let requestId: string | null | undefined;

/**
 * A console call is one log event with a time, an id and a level before it, whatever its message contains. Other output
 * stays as it is. This is `logTextToStdout` of https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/LogPatch.js
 */
const logAs =
  (level: string) =>
  (...message: unknown[]) =>
    print(`${new Date().toISOString()}\t${requestId}\t${level}\t${format(...message)}`.replaceAll('\n', '\r'));

Object.assign(console, {
  trace: logAs('TRACE'),
  debug: logAs('DEBUG'),
  log: logAs('INFO'),
  info: logAs('INFO'),
  warn: logAs('WARN'),
  error: logAs('ERROR'),
});

const ask = (path: string, answer?: unknown) =>
  fetch(`http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/${path}`, {
    ...(answer !== undefined && { method: 'POST', body: JSON.stringify(answer) ?? 'null' }),
  });

/** Posts an error, and logs it as Lambda's runtime does: see `logError` in its LogPatch.js. */
async function fail(path: string, title: string, error: unknown): Promise<void> {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const failure = { errorType: name, errorMessage: message };
  console.error(title, `\t${JSON.stringify({ ...failure, stack: stack.split('\n') })}`);
  await ask(path, failure);
}

const { handler }: { handler: (event: unknown, context: object) => unknown } = await import(
  pathToFileURL(join(LAMBDA_TASK_ROOT, 'index.mjs')).href
).catch(async (error: unknown) => {
  await fail('init/error', 'Uncaught Exception', error);
  process.exit(1);
});

for (;;) {
  const next = await ask('invocation/next');
  requestId = next.headers.get('lambda-runtime-aws-request-id');
  const event: unknown = await next.json();
  // Lambda itself writes these three lines. Here the process writes them, so that the lines of a call have one order.
  print(`START RequestId: ${requestId} Version: $LATEST`);
  const since = performance.now();
  try {
    await ask(
      `invocation/${requestId}/response`,
      (await handler(event, { awsRequestId: requestId, functionName })) ?? null,
    );
  } catch (error) {
    await fail(`invocation/${requestId}/error`, 'Invoke Error', error);
  }
  print(`END RequestId: ${requestId}`);
  print(`REPORT RequestId: ${requestId}\tDuration: ${(performance.now() - since).toFixed(2)} ms`);
}
