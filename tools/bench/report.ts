import { median, percentile, ratioOf, ratiosByRound, samplesOf, type Series } from './figures.ts';
import { withTicket } from './messages.ts';
import { sizes, untilAll } from './rooms.ts';
import type { AppName } from './apps.ts';
import type { Machine } from './machine.ts';

export type Measured = Record<'roundTrip' | 'connecting' | 'tenAtOnce' | 'bySize' | 'byHistory', Series> & {
  /** How often one of the ten had to send a message again, by app. */
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

/** @param names the name in the series, by the name in the table */
function times(series: Series, names: Record<string, string>): string {
  const rows = Object.entries(names).map(([shown, name]) => {
    const samples = samplesOf(series, name);
    const spread = [0.1, 0.9].map((p) => ms(percentile(samples, p)));
    return [shown, ms(median(samples)), ...spread, String(samples.length)];
  });
  return table(['milliseconds', 'median', 'p10', 'p90', 'samples'], rows);
}

const asIs = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));

/** @param pairs the names of the numerator and the denominator, and the title if it is another */
function ratios(series: Series, pairs: [string, string, string?][]): string {
  const rows = pairs.map(([one, other, shown = `${one} / ${other}`]) => {
    const each = ratiosByRound(series, one, other);
    const spread = [0.1, 0.9].map((p) => percentile(each, p).toFixed(2));
    return [shown, ratioOf(series, one, other).toFixed(2), ...spread];
  });
  return table(['ratio', 'of the medians', 'p10 of the rounds', 'p90'], rows);
}

const verdict = (ratio: number) =>
  `**A message through our whole chat takes ${ratio.toFixed(2)} of the time of a bare echo in the sandbox by itself** ` +
  `(\`ours, warm / ${original}\`; the aim is at most ${aim}, and this run ${ratio <= aim ? 'meets' : 'misses'} it).`;

const noise = ({ isBusy, load }: Machine) =>
  `Milliseconds mean little elsewhere: another machine, or this one under another load, has others. ${isBusy ? `**Other processes were busy, as the load average shows (${load}), so these figures are too high and too wide apart.**` : ''}

Compare only rows of one table: they take turns message by message, so a slow moment of the machine slows all of them,
and their ratio stays, though not to the second digit. The p10 and p90 of the ratios show how far a single round can be
off. A busy machine slows the cold rows most, because they start processes, and so the warm rows look better there.
Nothing here is a promise about AWS: there is no network here, the database is a toy in memory, and Lambda keeps its
processes warm by itself.`;

/** The text of docs/bench.md. */
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

**The original** is the first echo of a WebSocket tutorial: an unbundled CommonJS handler with @architect/functions and
one \`arc.ws.send\`. **Ours** is this app: it checks the seat, reads the log, stores the message, reads the seats, and
sends the message to everybody. **Cold** is the sandbox by itself, with a process for every event; **warm** is the
sandbox with [packages/plugin-runtime](../packages/plugin-runtime/README.md). All four run side by side, each in its own
sandbox.

## One message

The time from the send until the sender hears the message.

${times(roundTrip, asIs(apps))}

${ratios(roundTrip, [
  ['ours, warm', original],
  ['ours, cold', original],
  ['ours, warm', 'original, warm'],
])}

## Opening a socket

The time until a socket is open. Ours is also measured with the request for its ticket.

${times(connecting, asIs([...apps, ...ours.map(withTicket)]))}

${ratios(connecting, [
  ['ours, warm', original],
  [withTicket('ours, warm'), original],
])}

## Ten at once

Ten people in one room each say something at the same moment, and the time ends when everybody has heard all ten. All
ten messages want the same next place in the log. Of all messages, ${ours.map((name) => `${repeats.get(name) ?? 0} (${name})`).join(' and ')}
had to be sent again, after a refusal and a wait or after five seconds without an answer.

${times(tenAtOnce, asIs(ours))}

## More people

Ours, warm: the time until the sender hears a message, and until everybody in the room has heard it.

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

Ours, warm: one message in a room with that many messages in its log.

${times(byHistory, Object.fromEntries(lengths.map((length) => [`${count(length)} messages`, length])))}

${ratios(byHistory, [[longest, shortest, `${count(longest)} messages / ${count(shortest)}`]])}

## Noise

${noise(machine)}

## Run it again

\`\`\`
npm run bench -w tools
\`\`\`

It takes at most about four minutes on two cores, with fewer rounds on a slow machine. It uses only the loopback
interface, leaves only this file behind, and fails only if something does not work, never because a machine is slow.
`;
}
