import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Memory } from './memory.ts';
import type { Ports } from '../src/index.ts';
import type { Choose } from './explore.ts';
import type { Conditions } from './memory.ts';

/** Who takes steps. What it saw so far is all that it can know. */
export class Actor {
  readonly name: string;
  seen: string[] = [];
  isDead = false;
  /** What comes of its death. Without it, it does not die. */
  readonly onDeath: (() => void) | undefined;

  constructor(name: string, onDeath?: () => void) {
    this.name = name;
    this.onDeath = onDeath;
  }
}

export interface Step {
  actor: Actor;
  call: string;
  go(): void;
  /** `idle`: time that passes where nothing else happens. `fault`: one of so many. */
  kind?: 'idle' | 'fault';
  /** Taken at once: its order with the steps of others cannot be told afterwards, so trying every order shows nothing. */
  isFree?: () => boolean;
  /** When an idle one is due. */
  due?: number;
  isPossible?: () => boolean;
}

/** A post only adds to what its socket was sent, a pause and the renewal of a seat nobody removes change nothing. */
export const freeCalls = ['sockets.post', 'seats.renew', 'wait', 'seats.inRoom'];

const hex = (text: string) => Buffer.from(text).toString('hex').padStart(32, '0').slice(-32);

/** Actors whose every step waits for its turn, which a choice gives; deaths and other faults are choices too. */
export class Scheduler {
  readonly memory = new Memory();
  /** What happened, for whoever reads a failure. */
  readonly story: string[] = [];
  /** How many there can still be. A death is one. */
  faults = 0;
  /** What else the future depends on, than on the log, the seats and what the actors know. */
  alsoStored: () => unknown = () => {
    // The order of two sockets' posts cannot be told.
    const bySocket = Object.groupBy(this.memory.posts, ({ connection }) => connection);
    return Object.entries(bySocket).toSorted(([a], [b]) => (a < b ? -1 : 1));
  };
  /** Throws where something is not as it must always be. */
  always: () => void = () => {};
  /** Whether no time has to pass any more. */
  isOver: () => boolean = () => true;
  /** The offer of each step; one of its steps is taken. */
  readonly #offers = new Map<Step, Step[]>();
  #failure: Error | undefined;
  readonly #actors = new Set<Actor>();

  /** From now on what it knows counts. */
  join(actor: Actor): void {
    this.#actors.add(actor);
  }

  /** Lets an actor begin; it is done when this resolves. */
  begin(actor: Actor, act: (ports: Ports) => Promise<unknown>, how: Conditions & { free?: string[] } = {}): void {
    const { free = freeCalls, ...surroundings } = how;
    let ids = 0;
    const ports = this.memory.ports({
      before: (call) => this.step(actor, call, { isFree: () => free.includes(call) }),
      newId: () => hex(`${actor.name} ${++ids}`),
      ...surroundings,
    });
    this.join(actor);
    void act(ports).then(
      () => this.#actors.delete(actor),
      (error: unknown) => (this.#failure ??= error instanceof Error ? error : new Error(String(error))),
    );
  }

  /** Resolves when this actor's turn has come; never if it dies before. */
  step(actor: Actor, call: string, how: Pick<Step, 'isFree' | 'isPossible'> = {}): Promise<void> {
    return new Promise((go) => this.offer({ actor, call, go, ...how }));
  }

  /** Offers an actor's steps, one of which is taken. @returns what takes them back */
  offer(...steps: [Step, ...Step[]]): () => void {
    if (!steps[0].actor.isDead) for (const step of steps) this.#offers.set(step, steps);
    return () => steps.forEach((step) => this.#offers.delete(step));
  }

  /** What this actor waits for. */
  waiting = (actor: Actor): Step[] => [...this.#offers.keys()].filter((step) => step.actor === actor);

  /** Those that are at work, by their names. */
  working = (name: string): Actor[] => [...this.#actors].filter((actor) => actor.name.startsWith(name));

  /** What it had begun stays as it is. */
  kill(actor: Actor): void {
    actor.isDead = true;
    for (const step of this.waiting(actor)) this.#offers.delete(step);
    this.#actors.delete(actor);
    this.story.push(`${actor.name} dies`);
    actor.onDeath?.();
  }

  /** @returns whether it came to its end. @param prove what is true then */
  async play(choose: Choose, prove: () => void): Promise<boolean> {
    try {
      for (;;) {
        // All that follows from one step has come to its next when the event loop comes round.
        await setImmediate();
        if (this.#failure) throw this.#failure;
        this.always();
        const options = this.#options();
        if (options.length === 0) break;
        if (this.story.length > 2_000) throw new Error('it does not end');
        const choice = options.length === 1 ? 0 : choose(options.length, () => this.#state());
        if (choice === undefined) return false;
        options[choice % options.length]?.();
      }
      prove();
      return true;
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      throw new Error(`${what}, after:\n${this.story.slice(-100).join('\n')}`, { cause: error });
    }
  }

  #options(): (() => void)[] {
    const steps = [...this.#offers.keys()];
    const possible = steps.filter(({ isPossible }) => isPossible?.() ?? true);
    const free = possible.find(({ isFree }) => isFree?.());
    const acts = free ? [free] : possible.filter(({ kind }) => kind === undefined);
    if (acts.length === 0) {
      const [idle] = possible.filter(({ kind }) => kind === 'idle').toSorted((a, b) => (a.due ?? 0) - (b.due ?? 0));
      return idle && !this.isOver() ? [() => this.#take(idle)] : [];
    }
    const options = acts.map((step) => () => this.#take(step));
    if (this.faults === 0) return options;
    const faults = free ? [] : possible.filter(({ kind }) => kind === 'fault');
    // Whoever waits for something that does not come can die of it, too.
    const mortal = new Set((free ? acts : steps).map(({ actor }) => actor).filter(({ onDeath }) => onDeath));
    return [
      ...options,
      ...faults.map((step) => () => this.#take(step)),
      ...Array.from(mortal, (actor) => () => (this.faults--, this.kill(actor))),
    ];
  }

  #take(step: Step): void {
    const { actor, call, kind } = step;
    if (kind === 'fault') this.faults--;
    for (const it of this.#offers.get(step) ?? []) this.#offers.delete(it);
    this.story.push(`${actor.name}: ${kind === 'fault' ? 'FAULT ' : ''}${call}`);
    actor.seen.push(`${call} ${this.#visible(call)}`);
    step.go();
  }

  /** All that the answer to this call can depend on. */
  #visible(call: string): string {
    if (call.startsWith('log.')) return this.#rows();
    if (call.startsWith('seats.')) return [...this.memory.seats.keys()].join();
    return '';
  }

  #rows = () =>
    hash(
      'sha1',
      JSON.stringify([...this.memory.logs].map(([room, rows]) => [room, ...rows.map((it) => it.log + it.id)])),
    );

  #state(): string {
    const waiting = Array.from(this.#offers.keys(), ({ actor, call }) => `${actor.name} ${call}`);
    const known = Array.from(this.#actors, ({ name, seen }) => JSON.stringify([name, seen]));
    const stored = [this.#rows(), [...this.memory.seats.keys()], this.alsoStored()];
    return hash('sha1', JSON.stringify([this.faults, waiting.toSorted(), known.toSorted(), stored]));
  }
}
