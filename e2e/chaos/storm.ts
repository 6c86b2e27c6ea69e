import { outcomeIn } from '../../scripts/lib/event-line.ts';
import { kinds } from './plan.ts';

/** What is kept of all that the functions say, for a run that fails. */
const outputLines = 40;

/** How a function that was made to fail says so. */
const meant = /chaos: a call failed|the function's process ended: exit 1$/;

/** The faults of a run: whether there are any just now, and how many there were. */
export class Storm {
  isRaging = false;
  readonly counts = new Map(kinds.map((kind) => [kind, 0]));
  /** The last lines of what the functions and the sandbox said, but for what the storm made them say. */
  readonly output: string[] = [];

  /** What the server would not do, by its code: not a fault, but a sign of what the faults have led to. */
  readonly refusals = new Map<string, number>();

  countRefusal(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  count(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  get total(): number {
    return [...this.counts.values()].reduce((a, b) => a + b, 0);
  }

  /** A function tells of each fault that struck it, see function/ports.ts. */
  hear(line: string): void {
    const [, kind] = /│ chaos: (.+)$/.exec(line) ?? [];
    if (kind && this.counts.has(kind)) return this.count(kind);
    if (meant.test(line) || outcomeIn(line) !== undefined) return;
    this.output.push(line);
    if (this.output.length > outputLines) this.output.shift();
  }
}
