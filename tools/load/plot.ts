import { crowdNames } from './crowds.ts';
import { ours, peers, type Peer } from './peers.ts';
import type { Notes } from './notes.ts';

const bar = { left: 150, width: 470, height: 22, gap: 10 };
const panel = { top: 46, height: 54 + peers.length * (bar.height + bar.gap) };
const size = { width: 760, height: 2 * panel.height + 16 };

/** With its own background, because the page around it may have other colours than the reader's system. */
const style = `
  .back { fill: #ffffff }
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .tick { font-size: 11px; fill: #59636e }
  .bar { fill: #8c959f } .ours { fill: #0969da }
  .line { stroke: #d1d9e0 } .spread { stroke: #1f2328; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    .back { fill: #0d1117 }
    text { fill: #e6edf3 } .tick { fill: #9198a1 }
    .bar { fill: #6e7681 } .ours { fill: #4493f8 }
    .line { stroke: #3d444d } .spread { stroke: #e6edf3 }
  }`;

/** A figure of three digits, such as 1.23 M. */
function short(value: number): string {
  const [unit, name] = value >= 1e6 ? [1e6, ' M'] : value >= 1e3 ? [1e3, ' k'] : [1, ''];
  return `${Number((value / unit).toPrecision(3))}${name}`;
}

type Axis = { x(value: number): number; ticks: readonly number[] };

/** A logarithmic axis, because the peers are far apart. It begins well below the least value: no bar looks like nothing. */
function axisOf(values: readonly number[]): Axis {
  const low = Math.log10(Math.min(...values) / 3);
  const high = Math.log10(Math.max(...values));
  const powers = Array.from({ length: 12 }, (_, power) => power).filter((power) => power >= low && power <= high);
  return {
    x: (value) => bar.left + (bar.width * (Math.log10(value) - low)) / (high - low),
    ticks: powers.map((power) => 10 ** power),
  };
}

function drawBar(peer: Peer, values: readonly number[], median: number, y: number, { x }: Axis): string {
  const middle = y + bar.height / 2;
  const [from, to] = [Math.min(...values), Math.max(...values)].map((value) => x(value).toFixed(1));
  const end = x(Math.max(...values)) + 8;
  return `
  <text x="${bar.left - 10}" y="${middle + 4}" text-anchor="end">${peer.title}</text>
  <rect class="${peer === ours ? 'ours' : 'bar'}" x="${bar.left}" y="${y}" width="${(x(median) - bar.left).toFixed(1)}" height="${bar.height}" rx="2"/>
  <path class="spread" d="M${from} ${middle}H${to}M${from} ${middle - 4}v8M${to} ${middle - 4}v8"/>
  <text x="${end.toFixed(1)}" y="${middle + 4}">${short(median)}</text>`;
}

function drawPanel(notes: Notes, crowd: string, top: number): string {
  const measured = peers.flatMap((peer) => {
    const values = notes.of(`deliveries, ${crowd}`, peer.name);
    return values.length > 0 ? [{ peer, values, median: notes.median(`deliveries, ${crowd}`, peer.name) }] : [];
  });
  const axis = axisOf(measured.flatMap(({ values }) => values));
  const bars = measured.map(({ peer, values, median }, i) =>
    drawBar(peer, values, median, top + 14 + i * (bar.height + bar.gap), axis),
  );
  const bottom = top + 8 + measured.length * (bar.height + bar.gap);
  const lines = axis.ticks.map((tick) => {
    const at = axis.x(tick).toFixed(1);
    return `
  <path class="line" d="M${at} ${top + 8}V${bottom}"/>
  <text class="tick" x="${at}" y="${bottom + 13}" text-anchor="middle">${short(tick)}</text>`;
  });
  return `
  <text class="title" x="${bar.left}" y="${top}">Deliveries a second in ${crowd}</text>${[...lines, ...bars].join('')}`;
}

/** A picture of the deliveries a second, as SVG: a bar is the median, and a line goes from the least to the most. */
export function plot(notes: Notes): string {
  const panels = [crowdNames.fifty, crowdNames.fiveHundred].map((crowd, i) =>
    drawPanel(notes, crowd, panel.top - 20 + i * panel.height),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img">
  <title>Deliveries a second, by peer, on a logarithmic axis</title>
  <style>${style}
  </style>
  <rect class="back" width="100%" height="100%"/>${panels.join('')}
</svg>
`;
}
