import { Dice } from './dice.ts';

/** One action of a person. */
interface Deed {
  /** Milliseconds after the start of the storm. */
  at: number;
  /** The index of the tab. */
  tab: number;
  /**
   * `remove`: the person takes a message back. `wake`: the person opens the laptop or looks at the tab. `crash`: the page
   * dies and soon loads again. `read`: the person scrolls back.
   */
  does: 'say' | 'remove' | 'wake' | 'crash' | 'read';
}

/** The actions of one person. They depend on the options alone. */
export interface Role {
  person: string;
  room: string;
  tabs: number;
  /** Uses the independent client, which is made for one tab. */
  isStranger: boolean;
  /** Whether this person's browser has Web Locks. */
  hasLocks: boolean;
  deeds: Deed[];
  /** The network is down once. The room may then get more rows than the server searches for a retry (`floorRows`). */
  outage: { at: number; forMs: number };
  /** The network address, as the server sees it. Some people share one. */
  address: string;
}

/** So many messages of each person, at one moment for all people. */
const burst = 3;

const names = ['ada', 'bob', 'cyd', 'dan', 'eve', 'fay', 'gus', 'hal'];

/** The moments when everybody in all rooms writes at once, in milliseconds. */
const burstsOf = (seconds: number) => Array.from({ length: Math.floor(seconds / 10) }, (_, i) => 5_000 + i * 10_000);

function deedsOf(dice: Dice, seconds: number, tabs: number): Deed[] {
  const deeds: Deed[] = [];
  const often = (does: Deed['does'], low: number, high: number) => {
    for (let at = dice.between(0, high); at < seconds * 1000; at += dice.between(low, high)) {
      deeds.push({ at, tab: dice.between(0, tabs - 1), does });
    }
  };
  // Not more than the sandbox can take, or the outboxes would still be full at the end.
  often('say', 30, 2_000);
  often('remove', 500, 4_000);
  often('crash', 5_000, 15_000);
  often('wake', 3_000, 12_000);
  often('read', 1_000, 6_000);
  for (const at of burstsOf(seconds)) {
    for (let i = 0; i < burst; i++) deeds.push({ at, tab: dice.between(0, tabs - 1), does: 'say' });
  }
  return deeds.toSorted((a, b) => a.at - b.at);
}

/**
 * The people of a run. Every second has two tabs, and half of these no locks. Every fourth is in another room, and every
 * fourth uses the independent client.
 */
export function castOf(seed: number, people: number, seconds: number): Role[] {
  return Array.from({ length: people }, (_, i) => {
    const person = names[i] ?? `person${i + 1}`;
    const tabs = i % 2 === 0 ? 1 : 2;
    const outage = new Dice(seed, person, 'outage');
    const at = outage.between(0, seconds * 600);
    return {
      person,
      room: i % 4 === 2 ? 'garden' : 'lobby',
      tabs,
      isStranger: i % 4 === 0,
      hasLocks: i % 4 !== 3,
      deeds: deedsOf(new Dice(seed, person, 'deeds'), seconds, tabs),
      outage: { at, forMs: Math.min(outage.between(6_000, 18_000), seconds * 1000 - at) },
      address: `192.0.2.${1 + (i % 5)}`,
    };
  });
}
