import { createHash } from 'node:crypto';

/**
 * Chance that can be had again. Every decision has a key of its own, so that what is decided about one message does not
 * depend on how many came before it elsewhere: that would be a matter of timing, and no seed would repeat it.
 */
export class Dice {
  readonly #key: string;
  #throws = 0;

  constructor(...key: (string | number)[]) {
    this.#key = key.join('/');
  }

  /** From 0 to below 1. */
  fraction(): number {
    const text = `${this.#key}/${this.#throws++}`;
    return createHash('sha256').update(text).digest().readUInt32LE() / 2 ** 32;
  }

  happens(odds: number): boolean {
    return this.fraction() < odds;
  }

  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[Math.floor(this.fraction() * list.length)] ?? list[0];
  }

  /** One of these, each with its odds out of 1; undefined for what the odds leave over. */
  draw<T extends string>(odds: Partial<Record<T, number>>): T | undefined {
    let left = this.fraction();
    for (const name in odds) if ((left -= odds[name] ?? 0) < 0) return name;
    return undefined;
  }
}

/**
 * The nth card of a deck that is shuffled anew whenever it is used up: chance that leaves nothing out, for what happens
 * too seldom in a run to be left to odds.
 */
export function deal<T>(cards: readonly T[], n: number, ...key: (string | number)[]): T | undefined {
  const place = (n - 1) % cards.length;
  const dice = new Dice(...key, 'deck', (n - 1 - place) / cards.length);
  const shuffled = cards.map((card) => ({ card, at: dice.fraction() })).toSorted((a, b) => a.at - b.at);
  return shuffled[place]?.card;
}
