import { setTimeout } from 'node:timers/promises';
import { memoryOutbox } from '@arc-chat/client';
import { Dice } from './dice.ts';
import type { Entry, Outbox } from '@arc-chat/client';

/** Ends a transaction of a dead page. The page never sees this error, see `Life.hears`. */
const aborted = new Error('the page died');

/** The lifetime of a page. A dead page gets no more results. */
export class Life {
  isOver = false;

  /** Settles like the given promise, or never if the life is over by then. */
  hears<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => this.isOver || resolve(value),
        (error: unknown) => this.isOver || reject(error),
      );
    });
  }
}

/** A browser's outbox on a slow disk. Like IndexedDB, it runs one transaction after the other. */
export class Disk {
  /** Every message and removal that was ever stored here, in the order of the keys. */
  readonly written: Omit<Entry, 'key'>[] = [];
  readonly outbox = memoryOutbox();
  readonly #dice: Dice;
  #last: Promise<unknown> = Promise.resolve();

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  /** The outbox for one page. A transaction that has not begun when the page dies never begins. */
  of(page: Life): Outbox {
    const { outbox } = this;
    return {
      add: (entry) =>
        this.#transact(page, () => {
          this.written.push(entry);
          return outbox.add(entry);
        }),
      all: (room) => this.#transact(page, () => outbox.all(room)),
      update: (key, change) => this.#transact(page, () => outbox.update(key, change)),
    };
  }

  #transact<T>(page: Life, steps: () => Promise<T>): Promise<T> {
    const before = this.#dice.between(0, 3);
    const after = this.#dice.between(0, 3);
    const result = this.#last.then(async () => {
      await setTimeout(before);
      if (page.isOver) throw aborted;
      const done = await steps();
      await setTimeout(after);
      return done;
    });
    this.#last = result.catch(() => undefined);
    return page.hears(result);
  }
}
