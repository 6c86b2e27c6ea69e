import { parseArgs } from 'node:util';
import { Problem } from '../../scripts/lib/root.ts';

export type Options = { seed: number; seconds: number; people: number };

/** @throws Problem for an unknown option or a number that is not allowed */
export function readOptions(args: string[]): Options {
  const fallbacks: Options = { seed: Math.floor(Math.random() * 1_000_000), seconds: 60, people: 8 };
  const least: Options = { seed: 0, seconds: 1, people: 2 };
  const number = (name: keyof Options, text: string | undefined) => {
    const value = text === undefined ? fallbacks[name] : Number(text);
    if (Number.isSafeInteger(value) && value >= least[name]) return value;
    throw new Problem(`--${name} ${text}: use a whole number, ${least[name]} or more.`);
  };
  try {
    const type = 'string' as const;
    const { values } = parseArgs({ args, options: { seed: { type }, seconds: { type }, people: { type } } });
    return {
      seed: number('seed', values.seed),
      seconds: number('seconds', values.seconds),
      people: number('people', values.people),
    };
  } catch (error) {
    throw error instanceof TypeError ? new Problem(error.message) : error;
  }
}
