import type { Lock } from '@arc-chat/client';

interface Request {
  owner: object;
  begin(): void;
}

/** The Web Locks of one browser: one page at a time holds a name, and a page that dies releases its locks. */
export class Locks {
  readonly #queues = new Map<string, Request[]>();

  of(owner: object): Lock {
    return async (name, task) => {
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, queue);
      const request = await new Promise<Request>((resolve) => {
        const waiting = { owner, begin: () => resolve(waiting) };
        queue.push(waiting);
        if (queue[0] === waiting) waiting.begin();
      });
      try {
        await task();
      } finally {
        this.#remove(name, (it) => it === request);
      }
    };
  }

  /** Releases the locks of a page that died, and removes its requests from the queues. */
  releaseAll(owner: object): void {
    for (const name of this.#queues.keys()) this.#remove(name, (it) => it.owner === owner);
  }

  #remove(name: string, isOver: (request: Request) => boolean): void {
    const [holder, ...waiting] = this.#queues.get(name) ?? [];
    if (!holder) return;
    const left = [holder, ...waiting].filter((request) => !isOver(request));
    this.#queues.set(name, left);
    if (left[0] !== holder) left[0]?.begin();
  }
}
