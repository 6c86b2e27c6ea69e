import { setTimeout as delay } from 'node:timers/promises';
import { clock } from '../bench/clock.ts';
import { progress } from '../bench/progress.ts';
import { lossClient, type LossClient } from './losses/clients.ts';
import { countLosses, type Lost } from './losses/count.ts';
import { badNetwork } from './losses/proxy.ts';
import { sqlite, turn, type Peer } from './peers.ts';
import type { Notes } from './notes.ts';
import type { StartServer } from './server.ts';

type LossRun = {
  peers: readonly Peer[];
  start: StartServer;
  notes: Notes;
  /** Of a measurement of the throughput. The bad network lasts for twenty times as long. */
  seconds: number;
  signal: AbortSignal;
};

export const people = 10;
export const badSeconds = (seconds: number) => 20 * seconds;

type Compared = { title: string; peer: Peer; hasRandomIds: boolean };

/** Everybody says something about twice a second. */
const pauseMs = 500;

const connectsWithinMs = 30_000;

/** A server may have lost something for ever, so we wait until nothing changes: longer than any retry's pause. */
const quietMs = 12_000;
const settlesWithinMs = 90_000;
const pollMs = 100;

/** Waits for the condition. @returns whether it came true in time */
async function until(condition: () => boolean, withinMs: number, signal: AbortSignal): Promise<boolean> {
  const passed = clock();
  while (!condition()) {
    if (passed() > withinMs) return false;
    await delay(pollMs, undefined, { signal });
  }
  return true;
}

/** Lets somebody speak until the time is over. */
async function talk(client: LossClient, name: number, ms: number, said: string[], signal: AbortSignal): Promise<void> {
  const passed = clock();
  for (let count = 0; passed() < ms; count++) {
    const text = `${name}-${count}`;
    said.push(text);
    client.say(text);
    await delay(pauseMs * (0.5 + Math.random()), undefined, { signal });
  }
}

/** @returns false if somebody is not connected in the end, or the views still change */
function settle(clients: readonly LossClient[], said: readonly string[], signal: AbortSignal): Promise<boolean> {
  const areConnected = () => clients.every((client) => client.isConnected());
  let [sum, unchanged] = [-1, clock()];
  return until(
    () => {
      const seen = clients.reduce((all, client) => all + client.view().length, 0);
      if (seen !== sum || !areConnected()) [sum, unchanged] = [seen, clock()];
      const isWhole = clients.every((client) => client.view().length === said.length);
      return areConnected() && (isWhole || unchanged() > quietMs);
    },
    settlesWithinMs,
    signal,
  );
}

async function loseWith({ peer, hasRandomIds }: Compared, { start, seconds, signal }: LossRun): Promise<Lost> {
  const server = await start(peer);
  const network = await badNetwork(server.port);
  const origin = `http://127.0.0.1:${network.port}`;
  const clients = Array.from({ length: people }, () => lossClient(peer.dialect, origin, hasRandomIds));
  try {
    const said: string[] = [];
    await until(() => clients.every((client) => client.isConnected()), connectsWithinMs, signal);
    await Promise.all(clients.map((client, name) => talk(client, name, badSeconds(seconds) * 1000, said, signal)));
    network.calm();
    const isUnsettled = !(await settle(clients, said, signal));
    const views = clients.map((client) => client.view());
    return { ...countLosses(said, views), drops: network.drops(), isUnsettled };
  } finally {
    for (const client of clients) client.close();
    await network.close();
    await server.stop();
  }
}

/** Counts what real clients lose through a bad network, by title. The load is small, so the peers run side by side. */
export async function losses(run: LossRun): Promise<ReadonlyMap<string, Lost>> {
  const line = progress('losses');
  const compared = run.peers.flatMap((peer): Compared[] => {
    const asDocumented = { title: peer.title, peer, hasRandomIds: false };
    if (peer === turn) return [];
    if (peer !== sqlite) return [asDocumented];
    return [asDocumented, { title: `${peer.title}, random ids`, peer, hasRandomIds: true }];
  });
  const found = await Promise.all(
    compared.map(async (it) => {
      const lost = await run.notes.attempt('losses', it.peer, () => loseWith(it, run));
      return lost ? [[it.title, lost] as const] : [];
    }),
  );
  line.done();
  return new Map(found.flat());
}
