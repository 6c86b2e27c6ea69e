import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { ports } from '@arc-chat/aws';
import type { FunctionFault } from '../plan.ts';

let fault: FunctionFault | undefined;
let calls = 0;

/** Sets the fault of this invocation. A variable is enough: a sandbox process runs one invocation at a time. */
export function setFault(next: FunctionFault | undefined): void {
  fault = next;
  calls = 0;
}

async function strike({ how, ms }: FunctionFault): Promise<void> {
  if (how === 'die') process.exit(1);
  if (how === 'fail') {
    const error = new Error('chaos: a call failed');
    // Only 40 lines of output are kept (storm.ts), and this stack would push useful lines out.
    delete error.stack;
    throw error;
  }
  await setTimeout(ms);
}

/** storm.ts reads this line, so that the run counts faults that happened, not faults that were planned. */
const tell = ({ kind }: FunctionFault) => writeSync(1, `chaos: ${kind}\n`);

/** Makes a call to a port, with the fault if this is the call that it is meant for. */
async function disturb<T>(call: string, make: () => Promise<T>): Promise<T> {
  if (fault?.call !== call || ++calls !== fault.nth) return make();
  const { when, how } = fault;
  tell(fault);
  // An SDK repeats a call when the response was lost.
  if (how === 'repeat') await make();
  else if (when === 'before') await strike(fault);
  const result = await make();
  if (how !== 'repeat' && when === 'after') await strike(fault);
  return result;
}

function disturbed<T extends object>(name: string, port: T): T {
  return new Proxy(port, {
    get(port, method) {
      const call: unknown = Reflect.get(port, method);
      if (typeof call !== 'function') return call;
      return (...args: unknown[]) => disturb(`${name}.${String(method)}`, async () => call.apply(port, args));
    },
  });
}

const sockets = disturbed('sockets', ports.sockets);

// The app's handler is in the same bundle and uses this very object, so it gets the faults.
Object.assign(ports, {
  log: disturbed('log', ports.log),
  seats: disturbed('seats', ports.seats),
  connections: disturbed('connections', ports.connections),
  tickets: disturbed('tickets', ports.tickets),
  sockets: {
    close: (connection: string) => sockets.close(connection),
    async post(connection: string, data: string) {
      if (fault?.how !== 'refuse') return sockets.post(connection, data);
      if (calls++ === 0) tell(fault);
      return 'failed' as const;
    },
  },
});
