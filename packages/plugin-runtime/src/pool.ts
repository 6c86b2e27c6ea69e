import { availableParallelism } from 'node:os';
import type { WarmFunction } from './architect.ts';
import { failureOf, type Answer } from './invocation.ts';
import type { RuntimeApi } from './runtime-api.ts';
import { startWorker, type Worker } from './worker-process.ts';

/** A call that a bootstrap handed over. */
export type Call = {
  api: RuntimeApi;
  arrivedMs: number;
  /** The file with the function's environment. */
  environment: string;
  /** Ends the bootstrap, because the call is over. The sandbox looks for the answer as soon as the bootstrap ends. */
  release(): void;
  /** Cleans up after a call that the sandbox has given up on. */
  forget(): void;
};

/**
 * Lambda's own default is 1,000 for an account. Here the workers share the cores with the sandbox, so more of them make a
 * burst slower. A few are useful even on a small machine: a handler may wait for something.
 */
export const maxWorkers = Math.max(4, availableParallelism());

/** A start takes longer than most calls: a burst is over sooner if few workers start and each runs several calls. */
export const startsAtOnce = availableParallelism();

/** How often the idle workers that were not needed end, in milliseconds. */
export const shrinkEveryMs = 3_000;

/** Runs the calls of one function. Each worker runs one call at a time. Calls beyond the limit wait in a queue. */
export class Pool {
  readonly #fn: WarmFunction;
  readonly #start: typeof startWorker;
  readonly #deadlines = new Map<Call, NodeJS.Timeout>();
  readonly #busy = new Map<Call, Worker>();
  #queue: Call[] = [];
  #idle: Worker[] = [];
  /** The fewest workers that were idle at once since the last shrinking. */
  #fewestIdle = 0;
  #starting = 0;

  constructor(fn: WarmFunction, start = startWorker) {
    this.#fn = fn;
    this.#start = start;
    setInterval(() => this.#shrink(), shrinkEveryMs);
  }

  take(call: Call): void {
    // The sandbox's timeout began earlier, so by then the sandbox has given up on the call and needs no answer.
    const deadline = setTimeout(() => this.#abandon(call), this.#fn.timeoutMs);
    this.#deadlines.set(call, deadline);
    this.#queue.push(call);
    this.#dispatch();
  }

  async stop(): Promise<void> {
    const workers = [...this.#idle, ...this.#busy.values()];
    this.#queue = [];
    for (const call of this.#deadlines.keys()) this.#finish(call);
    for (const worker of workers) worker.kill();
    await Promise.all(workers.map(({ gone }) => gone));
  }

  #dispatch(): void {
    if (this.#busy.size >= maxWorkers) return;
    const [call] = this.#queue;
    const worker = call && (this.#idleWorker() ?? this.#newWorker(call));
    if (!worker) return;
    this.#queue.shift();
    void this.#run(call, worker);
  }

  /** Returns undefined while `startsAtOnce` workers are starting. */
  #newWorker({ environment }: Call): Worker | undefined {
    if (this.#starting >= startsAtOnce) return undefined;
    this.#starting++;
    const worker = this.#start(this.#fn, environment);
    void worker.ready.then(() => {
      this.#starting--;
      this.#dispatch();
    });
    return worker;
  }

  /** Returns the worker that was used last, as on Lambda. Ends idle workers of an earlier build. */
  #idleWorker(): Worker | undefined {
    for (let worker = this.#idle.pop(); worker; worker = this.#idle.pop()) {
      this.#fewestIdle = Math.min(this.#fewestIdle, this.#idle.length);
      if (worker.isCurrent()) return worker;
      worker.kill();
    }
    return undefined;
  }

  async #run(call: Call, worker: Worker): Promise<void> {
    const deadlineMs = call.arrivedMs + this.#fn.timeoutMs;
    this.#busy.set(call, worker);
    const answer = await Promise.race([
      worker.gone,
      call.api.next().then(
        (invocation) => worker.invoke({ ...invocation, deadlineMs }),
        (error: unknown): Answer => ({ path: 'error', body: failureOf(error), reusable: true }),
      ),
    ]);
    // The worker is free before the answer is sent: the caller may call again at once, and should get this worker.
    this.#busy.delete(call);
    if (answer.reusable) this.#idle.push(worker);
    else worker.kill();
    this.#dispatch();
    if (!this.#deadlines.has(call)) return;
    // The sandbox may be stopping, or have given up on the call. Then nobody waits for the answer.
    await call.api.answer(answer).catch(() => undefined);
    if (this.#deadlines.has(call)) this.#finish(call);
  }

  /** Ends the workers that no call needed since the last time, except one. */
  #shrink(): void {
    for (const worker of this.#idle.splice(0, this.#fewestIdle - 1)) worker.kill();
    this.#fewestIdle = this.#idle.length;
  }

  #finish(call: Call): void {
    clearTimeout(this.#deadlines.get(call));
    this.#deadlines.delete(call);
    call.release();
  }

  #abandon(call: Call): void {
    this.#deadlines.delete(call);
    call.forget();
    this.#queue = this.#queue.filter((other) => other !== call);
    this.#busy.get(call)?.kill();
  }
}
