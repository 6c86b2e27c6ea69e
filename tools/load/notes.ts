import { median, type Series } from '../bench/figures.ts';
import { Problem } from '../../scripts/lib/root.ts';
import type { Peer, PeerName } from './peers.ts';

/** All that was measured, by the name of the measure and the peer. */
export class Notes {
  readonly #measures = new Map<string, Series>();
  readonly #missing = new Set<string>();

  add(measure: string, peer: PeerName, value: number): void {
    const series: Series = this.#measures.get(measure) ?? new Map();
    this.#measures.set(measure, series.set(peer, [...(series.get(peer) ?? []), value]));
  }

  /** Empty if the peer was not measured. */
  of(measure: string, peer: PeerName): readonly number[] {
    return this.#measures.get(measure)?.get(peer) ?? [];
  }

  /** NaN if the peer was not measured. */
  median(measure: string, peer: PeerName): number {
    return median(this.of(measure, peer));
  }

  /** The measurements that were not possible, each with its reason. */
  get missing(): readonly string[] {
    return [...this.#missing];
  }

  miss(what: string): void {
    this.#missing.add(what);
  }

  /** Measures a peer. If that is not possible, the others are measured all the same. */
  async attempt<T>(what: string, { title }: Peer, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.miss(`${title}, ${what}: ${error.message}`);
      return undefined;
    }
  }
}
