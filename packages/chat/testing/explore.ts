import assert from 'node:assert/strict';

/** Picks one of so many; undefined ends the play, for all that can follow from this state was seen before. */
export type Choose = (options: number, state: () => string) => number | undefined;

export interface Explored {
  /** All the ways from the beginning to an end. Those that meet in a state are played on from there once. */
  schedules: number;
  /** How often it was played for that. */
  plays: number;
}

interface Fork {
  state: string;
  options: number;
  taken: number;
  schedules: number;
}

/** Plays it in every way there is, depth first, each time from the beginning. @param play true when it came to its end */
export async function explore(play: (choose: Choose) => Promise<boolean>): Promise<Explored> {
  const schedulesFrom = new Map<string, number>();
  const path: Fork[] = [];
  const explored = { schedules: 0, plays: 0 };
  do {
    let depth = 0;
    let found = 1;
    await play((options, stateOf) => {
      const known = path[depth];
      if (known) {
        assert.equal(options, known.options, 'the same choices lead to the same place');
        depth++;
        return known.taken;
      }
      const state = stateOf();
      const schedules = schedulesFrom.get(state);
      if (schedules !== undefined) {
        found = schedules;
        return undefined;
      }
      assert.ok(!path.some((fork) => fork.state === state), 'it goes in a circle');
      path.push({ state, options, taken: 0, schedules: 0 });
      depth++;
      return 0;
    });
    explored.plays++;
    for (let fork = path.at(-1); fork; fork = path.at(-1)) {
      fork.schedules += found;
      if (++fork.taken < fork.options) break;
      schedulesFrom.set(fork.state, fork.schedules);
      found = fork.schedules;
      path.pop();
    }
    explored.schedules = found;
  } while (path.length > 0);
  return explored;
}

/** About that many ways are expected, for fewer would mean that something was not tried. */
export function assertExplored(t: { diagnostic(text: string): void }, { schedules, plays }: Explored, about: number) {
  t.diagnostic(`${schedules} schedules, in ${plays} plays`);
  assert.ok(schedules >= about && schedules < about * 4, `${schedules} schedules, not some ${about}`);
}
