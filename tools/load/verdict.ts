import { crowdNames } from './crowds.ts';
import { ours, socketio } from './peers.ts';
import { loads } from './throughput.ts';
import type { Notes } from './notes.ts';

/** What this chat should reach. */
const aims = { fifty: 4, fiveHundred: 15, p50Ms: 1 };

const judged = (isMet: boolean) => (isMet ? 'meets' : 'misses');

/** The sentences that begin the document: the figures that have an aim. One that was not measured has none. */
export function verdict(notes: Notes): string {
  const ratio = (measure: string) => notes.median(measure, ours.name) / notes.median(measure, socketio.name);
  const times = (crowd: string, aim: number) => {
    const multiple = ratio(`deliveries, ${crowd}`);
    return `${multiple.toFixed(1)} times as many in ${crowd} (the aim is at least ${aim} times: this run ${judged(multiple >= aim)} it)`;
  };
  const p50 = notes.median(`p50, ${crowdNames.fifty}, ${loads.common}`, ours.name);
  const [own, other] = [ours, socketio].map(({ name }) => notes.median('bytes a socket', name) / 1000);
  const sentences = [
    [
      ratio(`deliveries, ${crowdNames.fiveHundred}`),
      `**One process of this chat, which stores every message first, delivers ${times(crowdNames.fifty, aims.fifty)} and ` +
        `${times(crowdNames.fiveHundred, aims.fiveHundred)} as Socket.IO without storage.**`,
    ],
    [
      p50,
      `In a room of 50, at a load that every peer here can carry, a writer hears their own message after ${p50.toFixed(2)} ms ` +
        `in the median (the aim is below ${aims.p50Ms} ms: this run ${judged(p50 < aims.p50Ms)} it).`,
    ],
    [
      ratio('bytes a socket'),
      `An idle socket takes ${own?.toFixed(1)} kB, and one of Socket.IO ${other?.toFixed(1)} kB ` +
        `(the aim is at most as much: this run ${judged(ratio('bytes a socket') <= 1)} it).`,
    ],
  ] as const;
  return sentences.flatMap(([figure, sentence]) => (Number.isNaN(figure) ? [] : [sentence])).join(' ');
}
