import { el, write } from './dom.ts';
import type { Trip } from './trips.ts';

/** The number of bars in the plot. */
export const keptTrips = 60;

const width = 600;
const height = 100;
const kinds = ['hello', 'say', 'page'];

/** Milliseconds, with one decimal place below ten. */
export const inMs = (ms: number): string => (ms < 10 ? ms.toFixed(1) : String(Math.round(ms)));

/** The next round number: 1, 2 or 5, then zeros. */
export function ceiling(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(ms));
  return ([1, 2, 5].find((step) => step * power >= ms) ?? 10) * power;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** An SVG path with one bar for each round trip of a kind, the newest at the right. */
export function bars(trips: readonly Trip[], type: string, top: number): string {
  const step = width / keptTrips;
  const first = keptTrips - trips.length;
  return trips
    .map((trip, i) => {
      const y = height - Math.max(2, (trip.ms / top) * height);
      return trip.type === type ? `M${(first + i + 0.5) * step} ${height}V${y.toFixed(1)}` : '';
    })
    .join('');
}

/** The plot in words, for a screen reader too. */
export function summaryOf(trips: readonly Trip[]): string {
  const last = trips.at(-1);
  if (!last) return 'None yet';
  const times = trips.map(({ ms }) => ms);
  return `Last ${inMs(last.ms)}, median ${inMs(median(times))}, slowest ${inMs(Math.max(...times))} ms`;
}

function svg(tag: 'svg' | 'path', attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** A plot of the last round trips. */
export class Plot {
  readonly element: HTMLElement;
  readonly #paths = kinds.map((kind) => ({ kind, path: svg('path', { class: kind }) }));
  readonly #picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img' });
  readonly #summary = el('span');
  readonly #scale = el('span', { ariaHidden: 'true' });

  constructor() {
    const lines = svg('path', { class: 'lines', d: `M0 1H${width}M0 ${height / 2}H${width}M0 ${height - 1}H${width}` });
    this.#picture.append(lines, ...this.#paths.map(({ path }) => path));
    const legend = kinds.map((kind) => el('li', { className: kind }, kind));
    this.element = el(
      'figure',
      {},
      el('figcaption', {}, el('b', {}, 'Round trips'), el('ul', {}, ...legend), this.#summary),
      el('div', {}, this.#scale, this.#picture),
    );
  }

  draw(trips: readonly Trip[]): void {
    const top = ceiling(Math.max(1, ...trips.map(({ ms }) => ms)));
    for (const { kind, path } of this.#paths) path.setAttribute('d', bars(trips, kind, top));
    const summary = summaryOf(trips);
    this.#picture.setAttribute('aria-label', `${trips.length} round trips. ${summary}.`);
    write(this.#summary, summary);
    write(this.#scale, `${top} ms`);
  }
}
