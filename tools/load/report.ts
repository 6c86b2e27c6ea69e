import { crowdNames, crowds, writersAtOnce } from './crowds.ts';
import { idleSockets } from './footprint.ts';
import { latencyMs } from './losses/proxy.ts';
import { badSeconds, people } from './losses.ts';
import { peers } from './peers.ts';
import { isPinned } from './processes.ts';
import { deliveryTable, latencyTable, lossTable, memoryTable, startTable } from './tables.ts';
import { loads } from './throughput.ts';
import { verdict } from './verdict.ts';
import type { Machine } from '../bench/machine.ts';
import type { Lost } from './losses/count.ts';
import type { Notes } from './notes.ts';
import type { LoadOptions } from './options.ts';

type Measured = {
  machine: Machine;
  notes: Notes;
  lost: ReadonlyMap<string, Lost>;
  options: LoadOptions;
  tookMs: number;
};

const listed = (items: readonly string[]) => items.map((item) => `- ${item}`).join('\n');

const noise = ({ isBusy, load }: Machine) =>
  `Figures by the second mean little elsewhere. ${isBusy ? `**Other processes were busy, as the load average shows (${load}), so these figures are too low and too wide apart.**` : ''}
Compare only rows of one table: in each round, all peers take turns, so a slow moment of the machine hits all of them.
Min and max are those of the rounds. The network is the loopback interface: it loses nothing, and has no latency. A
generator that is as busy as its server may have slowed it down: then the peer is better than its row. A server that is
not busy waited, for the disk or for the writers.`;

/** The text of docs/load.md. */
export function loadReport({ machine, notes, lost, options, tookMs }: Measured): string {
  const { rounds, seconds } = options;
  const missing = notes.missing.length > 0 ? `\n## Not measured\n\n${listed(notes.missing)}\n` : '';
  return `# Load

Written by \`npm run load -w tools\`; edits are lost when it runs again.

${verdict(notes)}

![Deliveries a second, by peer](load.svg)

- ${machine.cpu}, ${machine.memory}; ${machine.system}; Node ${machine.node}
- ${machine.date}, ${(tookMs / 60_000).toFixed(1)} minutes; load average before (1, 5, 15 minutes): ${machine.load}
- rounds: ${rounds}, with ${seconds} s for each cell, after a warm-up; ${isPinned ? 'the server and the generator have a core each' : 'the system chooses the cores of the server and the generator'}

The peers, each in a Node process of its own:

${listed(peers.map(({ title, about }) => `**${title}**: ${about}.`))}

The load comes from another process. It speaks each peer's protocol by itself on bare TCP sockets, and does little more
than count, so that it is cheaper than the servers. A delivery is one message that one socket gets. All texts have 60
characters, and every writer has one message in flight.

## Deliveries

Every writer says the next message as soon as they hear their last one. In the first two rooms, ${writersAtOnce} people write, and
the others listen; then everybody writes. "Busy" is the share of a core. Refusals are our server's \`resync\`: more than
${writersAtOnce} messages came between a writer's last look at the log and their message. It is said again.

${Object.keys(crowds)
  .map((crowd) => `In ${crowd}:\n\n${deliveryTable(notes, crowd)}`)
  .join('\n\n')}

## Round trips

The time from the moment for which a message was due until its writer hears it. The messages come by a schedule that
does not wait: a server that stops for a while makes all the messages late that were due by then. The load is half of
what each peer reached above, and then the same for all: half of what the slowest one reached.

${[crowdNames.fifty, crowdNames.fiveHundred]
  .flatMap((crowd) =>
    Object.values(loads).map((load) => `In ${crowd}, at ${load}:\n\n${latencyTable(notes, crowd, load)}`),
  )
  .join('\n\n')}

## Memory

What ${idleSockets.toLocaleString('en')} idle sockets, in rooms of 50, add to the memory of a new server, with the garbage of their arrival; in two rounds at most.

${memoryTable(notes)}

## Start

From the start of the process until it answers on its port.

${startTable(notes)}

## Losses

${people} real clients in one room each say something about twice a second for ${badSeconds(seconds)} seconds. A proxy between them and the server
takes ${latencyMs} ms each way, and breaks each connection after 1 to 9 seconds. After that nothing breaks any more, and everybody
has the time to catch up. A view is what one person sees. The clients are those of the documents: Socket.IO's, with
storage also its \`serverOffset\`, \`clientOffset\`, \`ackTimeout\` and \`retries\`; for ws one that connects again after a second.
The \`clientOffset\` of the tutorial is made of \`socket.id\`, which is undefined while there is no connection: then two people
can make the same one, and the server takes the second message for a retry of the first. Another row has random ids instead.

${lossTable(lost)}
${missing}
## Noise

${noise(machine)}

## Run it again

\`\`\`
npm run load -w tools
npm run load -w tools -- --rounds 1 --seconds 1
npm run load -w tools -- --only ours,socketio,saturation
\`\`\`

The first takes about 15 minutes on two cores, and the second four. The last one measures a part, and prints the document instead
of writing it: \`--only\` takes ${peers.map(({ name }) => `\`${name}\``).join(', ')}, and \`start\`, \`memory\`, \`saturation\`, \`latency\`, \`losses\`. It uses only
the loopback interface.
`;
}
