import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { contextOf, type Context } from './context.ts';
import { failureOf, runtimeApi } from './runtime-api.ts';

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

/** Does for one invocation what Lambda's Node runtime does; answers whether this process can serve another. */
async function serve(api: ReturnType<typeof runtimeApi>): Promise<'idle' | 'broken'> {
  try {
    handler ??= await load(join(process.cwd(), 'index.mjs'));
  } catch (error) {
    console.error(error);
    await api.failToStart(failureOf(error));
    return 'broken';
  }
  const invocation = await api.next();
  try {
    const result = await handler(invocation.event, contextOf(invocation, process.env));
    await api.respond(invocation.id, JSON.stringify(result) ?? 'null');
  } catch (error) {
    console.error(error);
    await api.fail(invocation.id, failureOf(error));
  }
  return 'idle';
}

process.on('message', (base) => {
  void serve(runtimeApi(String(base)))
    // The sandbox gave up on this invocation, or is on its way out. Nobody is left to be told.
    .catch(() => 'broken')
    .then((state) => process.send?.(state));
});

process.on('disconnect', () => process.exit());
