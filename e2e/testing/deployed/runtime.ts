// Stands in for Lambda's runtime inside a function's process: asks the Runtime API, which lambda.ts serves, for an
// event, calls the handler, and posts its answer.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [awsPort] = process.argv.slice(2);
const { AWS_LAMBDA_FUNCTION_NAME: functionName, AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT = '' } = process.env;

// The function calls AWS at its real addresses. Every HTTPS request goes to the test instead, without TLS.
Agent.prototype.createConnection = () => connect(Number(awsPort), '127.0.0.1');

const ask = (path: string, answer?: unknown) =>
  fetch(`http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/${path}`, {
    ...(answer !== undefined && { method: 'POST', body: JSON.stringify(answer) ?? 'null' }),
  });

const failure = (error: unknown) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message }
    : { errorType: typeof error, errorMessage: String(error) };

const { handler }: { handler: (event: unknown, context: object) => unknown } = await import(
  pathToFileURL(join(LAMBDA_TASK_ROOT, 'index.mjs')).href
).catch(async (error: unknown) => {
  await ask('init/error', failure(error));
  process.exit(1);
});

for (;;) {
  const next = await ask('invocation/next');
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const event: unknown = await next.json();
  try {
    await ask(`invocation/${id}/response`, (await handler(event, { awsRequestId: id, functionName })) ?? null);
  } catch (error) {
    await ask(`invocation/${id}/error`, failure(error));
  }
}
