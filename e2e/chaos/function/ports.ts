import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { ports } from '@arc-chat/aws';
import type { FunctionFault } from '../plan.ts';

let fault: FunctionFault | undefined;
let calls = 0;

/** What goes wrong in this invocation; a process runs one at a time. */
export function expect(next: FunctionFault | undefined): void {
  fault = next;
  calls = 0;
}

async function strike({ how, ms }: FunctionFault): Promise<void> {
  if (how === 'die') process.exit(1);
  if (how === 'fail') {
    const error = new Error('chaos: a call failed');
    // It says nothing that helps, and would push what does out of sight.
    delete error.stack;
    throw error;
  }
  await setTimeout(ms);
}

async function disturb<T>(call: string, make: () => Promise<T>): Promise<T> {
  if (fault?.call !== call || ++calls !== fault.nth) return make();
  const { when, how, kind } = fault;
  // Read by the run, which counts what happened and not what was meant to.
  writeSync(1, `chaos: ${kind}\n`);
  // As an SDK does that lost the answer.
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

// The one object that the bundle's handler works with.
Object.assign(ports, {
  log: disturbed('log', ports.log),
  seats: disturbed('seats', ports.seats),
  connections: disturbed('connections', ports.connections),
  tickets: disturbed('tickets', ports.tickets),
  sockets: disturbed('sockets', ports.sockets),
});
