import { createHash } from 'node:crypto';

/**
 * Random numbers that a seed repeats. Every decision has its own key, so it does not depend on the number of earlier
 * decisions: that number depends on timing, and no seed would repeat it.
 */
export class Dice {
  readonly #key: string;
  #throws = 0;

  constructor(...key: (string | number)[]) {
    this.#key = key.join('/');
  }

  /** A number from 0 to below 1. */
  fraction(): number {
    const text = `${this.#key}/${this.#throws++}`;
    return createHash('sha256').update(text).digest().readUInt32LE() / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[Math.floor(this.fraction() * list.length)] ?? list[0];
  }
}

/**
 * The nth card, from 1 on, of a deck that is shuffled again when it is used up. Every card comes up once per deck: with
 * odds, a run with few decisions could miss a kind of fault.
 */
export function deal<T>(cards: readonly T[], n: number, ...key: (string | number)[]): T | undefined {
  const place = (n - 1) % cards.length;
  const dice = new Dice(...key, 'deck', (n - 1 - place) / cards.length);
  const shuffled = cards.map((card) => ({ card, at: dice.fraction() })).toSorted((a, b) => a.at - b.at);
  return shuffled[place]?.card;
}
