// Every process of a function loads this file, so it loads little itself.
import { randomUUID } from 'node:crypto';
import { tell } from './tell.ts';

type Handler = (event: unknown, context: unknown) => unknown;

/** The code of an error, as AWS gives it, and otherwise its name and its text. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : `${error.name}: ${error.message}`;
}

/**
 * Leads a function's calls through the gate, and tells the gate when a call of it begins and ends. The function knows
 * nothing of it. Its file is loaded at the first call, after the clock and the ports are those of the gate.
 *
 * @param gate the gate's port
 */
export function through(gate: number, name: string, load: () => Promise<{ handler: Handler }>): Handler {
  const sandbox: { ports: object } = JSON.parse(process.env['ARC_SANDBOX'] ?? '{}');
  process.env['ARC_SANDBOX'] = JSON.stringify({ ...sandbox, ports: { ...sandbox.ports, tables: gate, _arc: gate } });
  const clock = Date.now;
  let now: unknown;
  Date.now = () => (typeof now === 'number' ? now : clock());
  let loaded: Awaited<ReturnType<typeof load>> | undefined;

  return async (event, context) => {
    const { headers, requestContext } = Object(event);
    const id = randomUUID();
    const connection: unknown = Object(requestContext).connectionId;
    const caller: unknown = Object(headers)['x-caller'];
    const order = Object(await tell(gate, 'begin', { id, name, pid: process.pid, connection, caller }));
    ({ now } = order);
    let problem: string | undefined;
    try {
      if (order.isLost) return { statusCode: 200 };
      loaded ??= await load();
      return await loaded.handler(event, context);
    } catch (error) {
      problem = `${name} threw ${problemOf(error)}`;
      throw error;
    } finally {
      await tell(gate, 'end', { id, problem });
    }
  };
}
