import { median, percentile, ratioOf, ratiosByRound, samplesOf, type Series } from './figures.ts';
import { withTicket } from './messages.ts';
import { sizes, untilAll } from './rooms.ts';
import type { AppName } from './apps.ts';
import type { Machine } from './machine.ts';

export type Measured = Record<'roundTrip' | 'connecting' | 'tenAtOnce' | 'bySize' | 'byHistory', Series> & {
  /** How often one of the ten had to say it again, by app. */
  repeats: Map<AppName, number>;
  tookMs: number;
};

const original: AppName = 'original, cold';
const apps: AppName[] = [original, 'original, warm', 'ours, cold', 'ours, warm'];
const aim = 0.25;

const ms = (value: number) => (value < 100 ? value.toFixed(1) : value.toFixed(0));
const count = (value: string) => Number(value).toLocaleString('en');

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map(line).join('\n');
}

/** @param names what it is called in the series, by what it is called here */
function times(series: Series, names: Record<string, string>): string {
  const rows = Object.entries(names).map(([shown, name]) => {
    const samples = samplesOf(series, name);
    const spread = [0.1, 0.9].map((p) => ms(percentile(samples, p)));
    return [shown, ms(median(samples)), ...spread, String(samples.length)];
  });
  return table(['milliseconds', 'median', 'p10', 'p90', 'samples'], rows);
}

const asIs = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));

/** @param pairs what stands above and below the line, and what that is called here */
function ratios(series: Series, pairs: [string, string, string?][]): string {
  const rows = pairs.map(([one, other, shown = `${one} / ${other}`]) => {
    const each = ratiosByRound(series, one, other);
    const spread = [0.1, 0.9].map((p) => percentile(each, p).toFixed(2));
    return [shown, ratioOf(series, one, other).toFixed(2), ...spread];
  });
  return table(['ratio', 'of the medians', 'p10 of the rounds', 'p90'], rows);
}

const verdict = (ratio: number) =>
  `**A message through our whole chat takes ${ratio.toFixed(2)} of what a bare echo takes in the sandbox by itself** ` +
  `(\`ours, warm / ${original}\`; the aim is at most ${aim}, which this run ${ratio <= aim ? 'meets' : 'misses'}).`;

const noise = ({ isBusy, load }: Machine) =>
  `Milliseconds are those of this machine at that hour, and mean little elsewhere: another machine, or the same one with
something else to do, has others. ${isBusy ? `**Others were at work when this was measured, as the load average shows (${load}), so these are too high and wide apart.**` : ''}

What can be compared are cells of one run: they take turns message by message, so what slows the machine for a while
slows all of them, and their ratio stays, though not to the second digit. How far a single round can be off is what p10
and p90 of the ratios show; and a cell that starts processes suffers more from a busy machine than one that does not,
which flatters the warm ones there. Nothing here is a promise about AWS: there is no network here, the database is a toy
in memory, and Lambda keeps its processes warm by itself.`;

/** The whole of docs/bench.md. */
export function benchReport(machine: Machine, measured: Measured): string {
  const { roundTrip, connecting, tenAtOnce, bySize, byHistory, repeats, tookMs } = measured;
  const ours: AppName[] = ['ours, cold', 'ours, warm'];
  const lengths = [...byHistory.keys()];
  const [shortest = '', longest = ''] = [lengths[0], lengths.at(-1)];
  return `# Bench

Written by \`npm run bench -w tools\`; edits are lost when it runs again.

${verdict(ratioOf(roundTrip, 'ours, warm', original))}

- ${machine.cpu}, ${machine.memory}; ${machine.system}; Node ${machine.node}
- ${machine.date}, ${(tookMs / 60_000).toFixed(1)} minutes; load average before (1, 5, 15 minutes): ${machine.load}

**The original** is the echo that a WebSocket tutorial begins with: an unbundled CommonJS handler with
@architect/functions and one \`arc.ws.send\`. **Ours** is this app: the seat is proven, the log read, the message stored,
the seats read, then everybody is sent it. **Cold** is the sandbox by itself, a process for every event; **warm** is
[packages/plugin-runtime](../packages/plugin-runtime/README.md). All four run side by side, each in a sandbox of its own.

## One message

From the send until its sender hears it.

${times(roundTrip, asIs(apps))}

${ratios(roundTrip, [
  ['ours, warm', original],
  ['ours, cold', original],
  ['ours, warm', 'original, warm'],
])}

## Opening a socket

Until it is open, and, for ours, from before its ticket is fetched.

${times(connecting, asIs([...apps, ...ours.map(withTicket)]))}

${ratios(connecting, [
  ['ours, warm', original],
  [withTicket('ours, warm'), original],
])}

## Ten at once

Ten people in one room each say something at the same moment, until everybody has heard all ten. All ten want the
same next place in the log. Of all these messages, ${ours.map((name) => `${repeats.get(name) ?? 0} (${name})`).join(' and ')}
had to be said again, after a refusal and a wait or after five seconds of silence.

${times(tenAtOnce, asIs(ours))}

## More people

Ours, warm: one message, until its sender hears it, and until everybody in the room does.

${times(
  bySize,
  Object.fromEntries(
    sizes.flatMap((size) => [
      [`room of ${size}`, String(size)],
      [`room of ${size}, until all have heard it`, untilAll(size)],
    ]),
  ),
)}

## More history

Ours, warm: one message in a room with that many in its log.

${times(byHistory, Object.fromEntries(lengths.map((length) => [`${count(length)} messages`, length])))}

${ratios(byHistory, [[longest, shortest, `${count(longest)} messages / ${count(shortest)}`]])}

## What the noise means

${noise(machine)}

## Once more

\`\`\`
npm run bench -w tools
\`\`\`

It takes at most about four minutes on two cores, with fewer rounds where the machine is slow. It stays on the loopback
interface, leaves nothing behind but this file, and fails only if something does not work, never because a machine is slow.
`;
}
