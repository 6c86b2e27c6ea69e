import { parseArgs } from 'node:util';
import { Problem } from '../../scripts/lib/root.ts';
import { kinds, type HostName } from './plan.ts';

type Numbers = { seed: number; seconds: number; people: number };
export type Options = Numbers & { host: HostName };

const isHost = (name: string): name is HostName => Object.hasOwn(kinds, name);

/** @throws Problem for an unknown option or a number that is not allowed */
export function readOptions(args: string[]): Options {
  const fallbacks: Numbers = { seed: Math.floor(Math.random() * 1_000_000), seconds: 60, people: 8 };
  const least: Numbers = { seed: 0, seconds: 1, people: 2 };
  const number = (name: keyof Numbers, text: string | undefined) => {
    const value = text === undefined ? fallbacks[name] : Number(text);
    if (Number.isSafeInteger(value) && value >= least[name]) return value;
    throw new Problem(`--${name} ${text}: use a whole number, ${least[name]} or more.`);
  };
  try {
    const type = 'string' as const;
    const { values } = parseArgs({
      args,
      options: { seed: { type }, seconds: { type }, people: { type }, host: { type } },
    });
    const { host = 'sandbox' } = values;
    if (!isHost(host)) throw new Problem(`--host ${host}: use ${Object.keys(kinds).join(' or ')}.`);
    return {
      host,
      seed: number('seed', values.seed),
      seconds: number('seconds', values.seconds),
      people: number('people', values.people),
    };
  } catch (error) {
    throw error instanceof TypeError ? new Problem(error.message) : error;
  }
}
