import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Memory } from './memory.ts';
import type { World } from '../src/index.ts';

/** Picks one of so many; undefined ends the play, for all that can follow from this state was seen before. */
export type Choose = (options: number, state: () => string) => number | undefined;

interface Step {
  actor: string;
  call: string;
  go(): void;
  isPossible(): boolean;
}

/**
 * Calls whose order with those of others cannot be told afterwards, so that trying every order of them would show
 * nothing: a post only adds to what its socket was sent, a pause and the renewal of a seat nobody removes change
 * nothing. Reading the seats is one more, unless somebody takes one meanwhile.
 */
const unordered = ['sockets.post', 'seats.renew', 'wait', 'seats.inRoom'];

const hex = (text: string) => Buffer.from(text).toString('hex').padStart(32, '0').slice(-32);

/** Actors whose every call waits for its turn, which a choice gives; and who die at any of them, by a choice too. */
export class Stage {
  readonly memory = new Memory();
  readonly #unordered: string[];
  /** What happened, for whoever reads a failure. */
  readonly story: string[] = [];
  /** How many actors can still die, and how many patiences still run out. */
  crashes = 0;
  timeouts = 0;
  #steps: Step[] = [];
  #failure: Error | undefined;
  /** Those who can die, and what comes of it. */
  #mortals = new Map<string, () => void>();
  #dead = new Set<string>();
  /** What each actor saw that is not done yet: together with what is stored, all that the future depends on. */
  #seen = new Map<string, { seen: string[]; summary: () => unknown }>();
  /** What else is stored, than in memory's tables: a browser's disk, say. */
  readonly stored: (() => unknown)[] = [];

  readonly #postsMatter: boolean;

  /** @param options whether seats are taken or removed, and whether what was posted is looked at once it was heard */
  constructor({ seatsChange = false, postsMatter = true } = {}) {
    this.#unordered = seatsChange ? unordered.filter((it) => it !== 'seats.inRoom') : unordered;
    this.#postsMatter = postsMatter;
  }

  /** Lets an actor begin; it is done when this resolves. Without a `summary` of what it knows, all it ever saw is. */
  begin(
    actor: string,
    act: (world: World) => Promise<unknown>,
    { tornReads = false, summary }: { tornReads?: boolean; summary?: () => unknown } = {},
  ): void {
    let ids = 0;
    const newId = () => hex(`${actor} ${++ids}`);
    const seen: string[] = [];
    this.#seen.set(actor, { seen, summary: summary ?? (() => seen) });
    void act(this.memory.world({ before: (call) => this.step(actor, call), tornReads, newId })).then(
      () => this.#seen.delete(actor),
      (error: unknown) => (this.#failure ??= error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** Resolves when this actor's turn has come; never if it dies before. */
  step(actor: string, call: string, isPossible = () => true): Promise<void> {
    return new Promise((go) => this.offer({ actor, call, go, isPossible }));
  }

  /** @returns what takes the offer back */
  offer(step: Step): () => void {
    if (!this.#dead.has(step.actor)) this.#steps.push(step);
    return () => (this.#steps = this.#steps.filter((it) => it !== step));
  }

  /** Whether anybody with this in their name is at work. */
  isBusy = (name: string) => [...this.#seen.keys()].some((actor) => actor.includes(name));

  /** From now on this actor can die; what it had begun stays as it is. */
  isMortal(actor: string, then: () => void = () => undefined): void {
    this.#mortals.set(actor, then);
  }

  async play(choose: Choose): Promise<boolean> {
    for (;;) {
      // All that follows from one step has come to its next when the event loop comes round.
      await setImmediate();
      if (this.#failure) throw this.#failure;
      if (this.story.length > 5_000) throw new Error('it does not end');
      const options = this.#options();
      if (options.length === 0) return true;
      const choice = options.length === 1 ? 0 : choose(options.length, () => this.#state());
      if (choice === undefined) return false;
      options[choice]?.();
    }
  }

  #options(): (() => void)[] {
    const possible = this.#steps.filter((step) => step.isPossible());
    const free = possible.find(({ call }) => this.#unordered.includes(call));
    const steps = free ? [free] : possible;
    // Whoever waits for something that does not come can die of it, too.
    const actors = new Set(
      (free ? steps : this.#steps).map(({ actor }) => actor).filter((it) => this.#mortals.has(it)),
    );
    if (this.crashes === 0) actors.clear();
    return [...steps.map((step) => () => this.#take(step)), ...[...actors].map((actor) => () => this.#kill(actor))];
  }

  #take(step: Step): void {
    this.#steps = this.#steps.filter((it) => it !== step);
    this.#note(step.actor, step.call);
    step.go();
  }

  #kill(actor: string): void {
    this.crashes--;
    this.#dead.add(actor);
    this.#steps = this.#steps.filter((it) => it.actor !== actor);
    this.#seen.delete(actor);
    this.story.push(`${actor} dies`);
    this.#mortals.get(actor)?.();
  }

  #note(actor: string, call: string): void {
    this.story.push(`${actor}: ${call}`);
    this.#seen.get(actor)?.seen.push(`${call} ${this.#visible(call)}`);
  }

  /** All that the answer to this call can depend on. */
  #visible(call: string): string {
    if (call.startsWith('log.')) return this.#rows();
    if (call.startsWith('seats.')) return [...this.memory.seats.keys()].join();
    return '';
  }

  #rows = () =>
    [...this.memory.logs].map(([room, rows]) => `${room} ${rows.map((row) => `${row.log} ${row.id}`).join()}`).join();

  #stored(): string {
    const sent = Object.groupBy(this.#postsMatter ? this.memory.posts : [], ({ connection }) => connection);
    const bySocket = Object.entries(sent).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([this.#rows(), [...this.memory.seats.keys()], bySocket, this.stored.map((it) => it())]);
  }

  #state(): string {
    const waiting = this.#steps.map(({ actor, call }) => `${actor} ${call}`).toSorted();
    const seen = [...this.#seen].map(([actor, { summary }]) => [actor, summary()]);
    const known = seen.map((it) => JSON.stringify(it)).toSorted();
    return JSON.stringify([this.crashes, this.timeouts, waiting, known, this.#stored()]);
  }
}

export interface Explored {
  /** Plays that were played to their end. */
  schedules: number;
  /** Plays that came to a state from which all had been played before. */
  repeated: number;
}

/** Plays it with every choice there is, depth first. With `merging`, a state that two ways lead to is played on from once. */
export async function explore(
  play: (choose: Choose) => Promise<boolean>,
  { merging = false }: { merging?: boolean } = {},
): Promise<Explored> {
  const path: { taken: number; options: number }[] = [];
  const states = new Set<string>();
  const explored = { schedules: 0, repeated: 0 };
  do {
    let depth = 0;
    const isEnd = await play((options, state) => {
      const known = path[depth];
      if (!known && merging) {
        const now = state();
        if (states.has(now)) return undefined;
        states.add(now);
      }
      const here = known ?? { taken: 0, options };
      assert.equal(here.options, options, 'the same choices lead to the same place');
      path[depth++] = here;
      return here.taken;
    });
    explored[isEnd ? 'schedules' : 'repeated']++;
    let last = path.at(-1);
    while (last && last.taken + 1 === last.options) {
      path.pop();
      last = path.at(-1);
    }
    if (last) last.taken++;
  } while (path.length > 0);
  return explored;
}
