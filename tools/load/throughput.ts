import { progress } from '../bench/progress.ts';
import { crowdNames, crowds } from './crowds.ts';
import type { LoadGenerator } from './load-generator.ts';
import type { Notes } from './notes.ts';
import type { Crowd, Span } from './orders.ts';
import type { LoadServer } from './server.ts';

export type Bench = {
  servers: readonly LoadServer[];
  generator: LoadGenerator;
  notes: Notes;
  rounds: number;
  seconds: number;
  signal: AbortSignal;
};

const spanOf = (seconds: number): Span => ({ rampMs: Math.max(500, seconds * 333), measureMs: seconds * 1000 });

/** Goes through all cells of a round before the next one: a slow moment of the machine then hits all peers. */
async function inRounds<Cell>(
  title: string,
  { servers, rounds, signal }: Bench,
  cells: readonly Cell[],
  warmUp: number,
  measure: (cell: Cell, server: LoadServer, round: number) => Promise<void>,
): Promise<void> {
  const line = progress(title);
  let done = 0;
  for (let round = -warmUp; round < rounds; round++) {
    for (const cell of cells) {
      for (const server of servers) {
        signal.throwIfAborted();
        await measure(cell, server, round);
        line.at(++done, (rounds + warmUp) * cells.length * servers.length);
      }
    }
  }
  line.done();
}

/** Measures how many messages a second a peer delivers when everybody writes as fast as they can. */
export function saturation(bench: Bench): Promise<void> {
  const { generator, notes, seconds } = bench;
  return inRounds('saturation', bench, Object.keys(crowds), 1, async (name, server, round) => {
    const { peer, pid } = server;
    const span = spanOf(round < 0 ? Math.min(seconds, 1) : seconds);
    await notes.attempt(`saturation, ${name}`, peer, async () => {
      const { saturated } = await generator.among(server, crowdOf(name), () =>
        generator.order({ type: 'saturate', pid, ...span }),
      );
      if (!saturated || round < 0) return;
      notes.add(`deliveries, ${name}`, peer.name, saturated.deliveriesPerSecond);
      notes.add(`generator, ${name}`, peer.name, saturated.generatorBusy);
      notes.add(`refusals, ${name}`, peer.name, saturated.refusals);
      if (saturated.serverBusy !== undefined) notes.add(`server, ${name}`, peer.name, saturated.serverBusy);
    });
  });
}

function crowdOf(name: string): Crowd {
  const crowd = crowds[name];
  if (!crowd) throw new Error(`there is no crowd ${name}`);
  return crowd;
}

/** The loads of a round trip: half of what each peer can do, and half of what the slowest can do. */
export const loads = { own: 'half of its own saturation', common: 'the common load' };

/** Measures round trips by a schedule. The saturation has to be known. */
export async function latency(bench: Bench): Promise<void> {
  const { servers, generator, notes, seconds } = bench;
  const rooms = [crowdNames.fifty, crowdNames.fiveHundred];
  const halves = (name: string) =>
    servers.map(({ peer }) => notes.median(`deliveries, ${name}`, peer.name) / 2).filter((it) => !Number.isNaN(it));
  const cells = rooms.flatMap((name) => Object.values(loads).map((load) => ({ name, load })));
  await inRounds('round trips', bench, cells, 0, async ({ name, load }, server) => {
    const { peer } = server;
    const half = notes.median(`deliveries, ${name}`, peer.name) / 2;
    if (Number.isNaN(half)) return;
    const crowd = crowdOf(name);
    const messagesPerSecond = (load === loads.common ? Math.min(...halves(name)) : half) / crowd.people;
    await notes.attempt(`round trip in ${name}`, peer, async () => {
      const { paced } = await generator.among(server, crowd, () =>
        generator.order({ type: 'pace', messagesPerSecond, ...spanOf(seconds) }),
      );
      if (!paced) return;
      notes.add(`p50, ${name}, ${load}`, peer.name, paced.p50);
      notes.add(`p99, ${name}, ${load}`, peer.name, paced.p99);
      notes.add(`unheard, ${name}, ${load}`, peer.name, paced.unheard);
      notes.add(`rate, ${name}, ${load}`, peer.name, messagesPerSecond);
    });
  });
}
