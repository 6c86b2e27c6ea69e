import { setTimeout } from 'node:timers/promises';
import { memoryOutbox } from '@arc-chat/client';
import { Dice } from './dice.ts';
import type { Outbox } from '@arc-chat/client';

/** What a dead page hears of its disk: never a word, see `Life`. */
const aborted = new Error('the page died');

/** What lives for a while, and afterwards neither does nor hears anything. */
export class Life {
  isOver = false;

  /** Settles as the other does, unless this is over by then. */
  hears<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => this.isOver || resolve(value),
        (error: unknown) => this.isOver || reject(error),
      );
    });
  }
}

/** A browser's outbox: one transaction after the other, as IndexedDB does it, each of which takes its time. */
export class Disk {
  /** Every text that ever came to be safe here, in the order of the keys. */
  readonly written: string[] = [];
  readonly outbox = memoryOutbox();
  readonly #dice: Dice;
  #last: Promise<unknown> = Promise.resolve();

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  /** The outbox as a page sees it. A transaction that has not begun when the page dies never does. */
  of(page: Life): Outbox {
    const { outbox } = this;
    return {
      add: (entry) =>
        this.#transact(page, () => {
          this.written.push(entry.text);
          return outbox.add(entry);
        }),
      all: (room) => this.#transact(page, () => outbox.all(room)),
      update: (key, change) => this.#transact(page, () => outbox.update(key, change)),
      remove: (key) => this.#transact(page, () => outbox.remove(key)),
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
