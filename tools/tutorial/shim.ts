import { randomUUID } from 'node:crypto';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import * as v from 'valibot';
import { root } from '../../scripts/lib/root.ts';
import { tell } from './gate.ts';

// A function starts in half the time with the code that an earlier one has compiled.
enableCompileCache(join(root, 'node_modules/.cache/node'));

type Handler = (event: unknown, context: unknown) => unknown;

const Event = v.object({
  headers: v.optional(v.looseObject({ 'x-caller': v.optional(v.string()) }), {}),
  requestContext: v.optional(v.object({ connectionId: v.optional(v.string()) }), {}),
});
const Order = v.object({ now: v.optional(v.number()), isLost: v.boolean() });

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
  let now: number | undefined;
  Date.now = () => now ?? clock();

  return async (event, context) => {
    const { headers, requestContext } = v.parse(Event, event);
    const id = randomUUID();
    const about = { id, name, pid: process.pid, connection: requestContext.connectionId, caller: headers['x-caller'] };
    const order = v.parse(Order, await tell(gate, 'begin', about));
    ({ now } = order);
    let problem: string | undefined;
    try {
      return order.isLost ? { statusCode: 200 } : await (await load()).handler(event, context);
    } catch (error) {
      problem = `${name} threw ${problemOf(error)}`;
      throw error;
    } finally {
      await tell(gate, 'end', { id, problem });
    }
  };
}
