import assert from 'node:assert/strict';

/**
 * Picks one of several options, by its index modulo their number. Undefined ends the play, because all that can follow
 * from this state was explored before.
 *
 * @param state computes a hash of the state; the same hash has the same future
 */
export type Choose = (options: number, state: () => string) => number | undefined;

export interface Explored {
  /** The number of different ways from the beginning to an end. */
  schedules: number;
  /** The number of plays that this took. Only the first play that reaches a state goes on from there. */
  plays: number;
}

/** A choice on the current path: option `taken` of `options`. `schedules` counts those of the options before it. */
interface Fork {
  state: string;
  options: number;
  taken: number;
  schedules: number;
}

/**
 * Explores every way to play, depth first. Running code cannot be copied, so each play starts at the beginning, repeats
 * the choices of the current path and then makes new ones.
 *
 * @param play asks `choose` for every choice; resolves to true if it came to its end
 */
export async function explore(play: (choose: Choose) => Promise<boolean>): Promise<Explored> {
  const schedulesFrom = new Map<string, number>();
  const path: Fork[] = [];
  const explored = { schedules: 0, plays: 0 };
  do {
    let depth = 0;
    // A play adds one schedule, or all schedules that are known to follow from the state where `choose` ended it.
    let found = 1;
    await play((options, stateOf) => {
      const known = path[depth];
      if (known) {
        assert.equal(options, known.options, 'a play is not deterministic: the same choices led to other options');
        depth++;
        return known.taken;
      }
      const state = stateOf();
      const schedules = schedulesFrom.get(state);
      if (schedules !== undefined) {
        found = schedules;
        return undefined;
      }
      assert.ok(
        !path.some((fork) => fork.state === state),
        'a play came back to a state of its own path: it would not end',
      );
      path.push({ state, options, taken: 0, schedules: 0 });
      depth++;
      return 0;
    });
    explored.plays++;
    // The next play takes the next option of the last fork. A fork with no option left is done: its state is known.
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

/** Asserts at least `about` schedules, and less than four times as many. With fewer, something is not tried. */
export function assertExplored(t: { diagnostic(text: string): void }, { schedules, plays }: Explored, about: number) {
  t.diagnostic(`${schedules} schedules, in ${plays} plays`);
  assert.ok(schedules >= about && schedules < about * 4, `${schedules} schedules instead of about ${about}`);
}
