import { parseArgs } from 'node:util';
import { Problem } from '../../scripts/lib/root.ts';
import { peers, type Peer } from './peers.ts';

const parts = ['start', 'memory', 'saturation', 'latency', 'losses'] as const;
type Part = (typeof parts)[number];

export type LoadOptions = {
  rounds: number;
  /** The time of one measurement. */
  seconds: number;
  peers: readonly Peer[];
  parts: readonly Part[];
  /** Nothing was left out. */
  isWhole: boolean;
};

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (number > 0) return number;
  throw new Problem(`--${name} ${text} is not a number above 0.`);
}

/** @throws Problem for an unknown option or name */
export function readLoadOptions(): LoadOptions {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
    },
  });
  const only = values.only.split(',').filter((name) => name !== '');
  const known: string[] = [...peers.map(({ name }) => name), ...parts];
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Problem(`--only ${unknown.join()}: there is only ${known.join(', ')}.`);
  const chosenPeers = peers.filter(({ name }) => only.includes(name));
  const chosenParts = parts.filter((name) => only.includes(name));
  return {
    rounds: Math.ceil(numberOf('rounds', values.rounds)),
    seconds: numberOf('seconds', values.seconds),
    peers: chosenPeers.length > 0 ? chosenPeers : peers,
    parts: chosenParts.length > 0 ? chosenParts : parts,
    isWhole: only.length === 0,
  };
}
