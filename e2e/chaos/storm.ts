import { kinds } from './plan.ts';

/** The faults of a run: whether there are any just now, and how many there were. */
export class Storm {
  isRaging = false;
  readonly counts = new Map(kinds.map((kind) => [kind, 0]));

  count(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  get total(): number {
    return [...this.counts.values()].reduce((a, b) => a + b, 0);
  }
}
