import { html } from './kit.ts';
import type { Trip } from './trips.ts';

const shown = 60;
const width = 600;
const height = 100;
const kinds = ['hello', 'say', 'page'];

const round = (ms: number) => (ms < 10 ? ms.toFixed(1) : String(Math.round(ms)));

/** A round number at or above it: 1, 2 or 5 and zeros. */
export function ceiling(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(ms));
  return ([1, 2, 5].find((step) => step * power >= ms) ?? 10) * power || 1;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** One bar a round trip, the newest at the right: a path for all of one kind. */
export function bars(trips: readonly Trip[], type: string, top: number): string {
  const step = width / shown;
  const first = shown - trips.length;
  return trips
    .map((trip, i) => {
      const y = height - Math.max(2, (trip.ms / top) * height);
      return trip.type === type ? `M${(first + i + 0.5) * step} ${height}V${y.toFixed(1)}` : '';
    })
    .join('');
}

/** What the plot shows, in words. */
export function summaryOf(trips: readonly Trip[]): string {
  const last = trips.at(-1);
  if (!last) return 'No round trip yet.';
  const times = trips.map(({ ms }) => ms);
  return `Last ${round(last.ms)}, median ${round(median(times))}, slowest ${round(Math.max(...times))} ms`;
}

/** The last round trips, however many there were. */
export function plotView(all: readonly Trip[]) {
  const trips = all.slice(-shown);
  const top = ceiling(Math.max(1, ...trips.map(({ ms }) => ms)));
  const label = `${trips.length} round trips. ${summaryOf(trips)}.`;
  return html`
    <figcaption>
      <b>Round trips</b>
      <ul>
        ${kinds.map((kind) => html`<li class=${kind}>${kind}</li>`)}
      </ul>
      <span>${summaryOf(trips)}</span>
    </figcaption>
    <div>
      <span aria-hidden="true">${top} ms</span>
      <svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label=${label}>
        <path class="grid" d="M0 1H${width}M0 ${height / 2}H${width}M0 ${height - 1}H${width}" />
        <path class="hello" d=${bars(trips, 'hello', top)} />
        <path class="say" d=${bars(trips, 'say', top)} />
        <path class="page" d=${bars(trips, 'page', top)} />
      </svg>
    </div>
  `;
}
