import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { contextOf, type Context } from './context.ts';
import { failureOf, type Answer, type Invocation } from './invocation.ts';

type Handler = (event: unknown, context: Context) => unknown;

let handler: Handler | undefined;

async function load(bundle: string): Promise<Handler> {
  const module: unknown = await import(pathToFileURL(bundle).href);
  if (module && typeof module === 'object' && 'handler' in module && typeof module.handler === 'function') {
    const { handler } = module;
    return (event, context) => handler(event, context);
  }
  throw new TypeError(`${bundle} exports no function named handler`);
}

/** Runs an invocation as Lambda's Node runtime does. */
async function run(invocation: Invocation): Promise<Answer> {
  try {
    handler ??= await load(join(process.cwd(), 'index.mjs'));
  } catch (error) {
    console.error(error);
    return { path: 'init/error', body: failureOf(error), reusable: false };
  }
  try {
    const result = await handler(JSON.parse(invocation.event), contextOf(invocation, process.env));
    return { path: 'response', body: JSON.stringify(result) ?? 'null', reusable: true };
  } catch (error) {
    console.error(error);
    return { path: 'error', body: failureOf(error), reusable: true };
  }
}

process.on('message', (message) => {
  void run(JSON.parse(String(message))).then((answer) => process.send?.(JSON.stringify(answer)));
});

process.send?.('ready');
process.on('disconnect', () => process.exit());
