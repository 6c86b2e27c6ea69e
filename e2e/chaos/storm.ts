import { outcomeIn } from '../../scripts/lib/event-line.ts';
import { kinds, neededKinds, type HostName } from './plan.ts';

/** A run that fails prints at most this many lines of output. */
const outputLines = 40;

/** The output of a planned fault. It would push unexpected errors out of the kept lines. */
const meant = /chaos: a call failed|the function's process ended: exit 1$/;

/** Switches the faults of a run on and off, and counts them. */
export class Storm {
  isRaging = false;
  readonly host: HostName;
  readonly counts: Map<string, number>;
  /** The last lines that the functions and the sandbox printed, without the lines that planned faults cause. */
  readonly output: string[] = [];

  /** How often the server refused a frame, by code. A refusal is not a fault, but often the effect of one. */
  readonly refusals = new Map<string, number>();

  constructor(host: HostName) {
    this.host = host;
    this.counts = new Map(kinds[host].map((kind) => [kind, 0]));
  }

  /** The kinds of fault that still have to happen. */
  get missing(): string[] {
    return neededKinds[this.host].filter((kind) => !this.counts.get(kind));
  }

  countRefusal(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  count(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  get total(): number {
    return [...this.counts.values()].reduce((a, b) => a + b, 0);
  }

  /** Reads a line of output. A function prints a line for each fault that happens in it, see function/ports.ts. */
  hear(line: string): void {
    const [, kind] = /│ chaos: (.+)$/.exec(line) ?? [];
    if (kind && this.counts.has(kind)) return this.count(kind);
    if (meant.test(line) || outcomeIn(line) !== undefined) return;
    this.output.push(line);
    if (this.output.length > outputLines) this.output.shift();
  }
}
