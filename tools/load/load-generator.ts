import { once } from 'node:events';
import { Problem } from '../../scripts/lib/root.ts';
import { cores, runPinned, type Running } from './processes.ts';
import type { Finding, Crowd, Order } from './orders.ts';
import type { LoadServer } from './server.ts';

const patienceMs = 90_000;

/** The process that makes the load, seen from here. */
export class LoadGenerator {
  readonly #running: Running;
  #gathered = 0;

  constructor(onStart: (running: Running) => void) {
    this.#running = runPinned('tools/load/generator.ts', cores.generator, {});
    onStart(this.#running);
  }

  /** Gives an order, and waits until it is done. @throws Problem if it cannot be done */
  async order(order: Order): Promise<Finding> {
    const { process: child, gone, output } = this.#running;
    const answered = once(child, 'message', { signal: AbortSignal.timeout(patienceMs) });
    child.send(order);
    const died = gone.then(() => Promise.reject(new Problem(`the generator ended:\n${output()}`)));
    const [message] = await Promise.race([answered, died]);
    const answer: Finding = message;
    if (answer.problem !== undefined) throw new Problem(answer.problem);
    return answer;
  }

  /** Lets people sit down in new rooms of a server, does the work, and lets them leave. */
  async among<T>({ peer, port, secret }: LoadServer, crowd: Crowd, work: () => Promise<T>): Promise<T> {
    const prefix = `load-${this.#gathered++}`;
    await this.order({ type: 'gather', dialect: peer.dialect, port, secret, prefix, ...crowd });
    try {
      return await work();
    } finally {
      await this.order({ type: 'part' });
    }
  }
}
