import { hash } from 'node:crypto';
import { Memory } from './memory.ts';
import type { Ports } from '../src/index.ts';
import type { Choose } from './explore.ts';
import type { Conditions } from './memory.ts';

/** A process in a model: an invocation of a function, a tab of a browser. */
export class Actor {
  readonly name: string;
  /** All that the actor has seen. Its code is deterministic, so this stands for its inner state. */
  seen: string[] = [];
  isDead = false;
  /** Called when the actor dies. Without this function, the actor cannot die. */
  readonly onDeath: (() => void) | undefined;

  constructor(name: string, onDeath?: () => void) {
    this.name = name;
    this.onDeath = onDeath;
  }
}

/** A step that an actor can take next. */
export interface Step {
  actor: Actor;
  /** The name of the step, in most cases of a call to a port. */
  call: string;
  /** Lets the actor go on. */
  go(): void;
  /** `idle`: time passes; taken only if no other step is possible. `fault`: uses up one of the scheduler's `faults`. */
  kind?: 'idle' | 'fault';
  /** A free step is taken at once. Its order with the steps of others has no effect, so no other order is tried. */
  isFree?: () => boolean;
  /** The idle step with the smallest number is taken first. */
  due?: number;
  /** False while the step has to wait, for a lock for example. */
  isPossible?: () => boolean;
}

/**
 * The calls that are free by default. A post only adds to the frames of its socket, and a wait changes nothing. To
 * renew or to read seats makes no difference to others, as long as nobody takes or removes a seat. Nor does it to read
 * blocks, as long as nobody blocks.
 */
export const freeCalls = ['sockets.post', 'seats.renew', 'wait', 'seats.inRoom', 'blocks.isBlocked'];

/**
 * Resolves when all code that went on after the last step waits again: Node calls `nextTick` after all microtasks. A turn
 * of the event loop would be as good, and takes much longer.
 */
const allWait = () => new Promise<void>((resolve) => process.nextTick(resolve));

const hex = (text: string) => Buffer.from(text).toString('hex').padStart(32, '0').slice(-32);

/**
 * Runs several actors, one step at a time. Before each call, an actor offers a step and waits until the step is taken.
 * A `Choose` picks each step and each fault, such as the death of an actor. Together with `explore`, every order that
 * can make a difference is tried.
 */
export class Scheduler {
  readonly memory = new Memory();
  /** The steps that were taken, for the message of a failure. */
  readonly story: string[] = [];
  /** The number of faults that can still happen. A death is a fault. */
  faults = 0;
  /** The part of the state that is not in the logs, the seats or the actors. By default, all posts. */
  alsoStored: () => unknown = () => {
    // Grouped by socket, because nobody can tell the order of posts to two sockets.
    const bySocket = Object.groupBy(this.memory.posts, ({ connection }) => connection);
    return Object.entries(bySocket).toSorted(([a], [b]) => (a < b ? -1 : 1));
  };
  /** Called after every step. Throws if something is wrong that must always be right. */
  always: () => void = () => {};
  /** Whether the play may end when only idle steps are left. If not, time passes. */
  isOver: () => boolean = () => true;
  /** Each offered step, with all steps of the same offer: when one is taken, the others are withdrawn. */
  readonly #offers = new Map<Step, Step[]>();
  #failure: Error | undefined;
  readonly #actors = new Set<Actor>();

  /** Adds an actor: from now on, its `seen` is part of the state. */
  join(actor: Actor): void {
    this.#actors.add(actor);
  }

  /** Starts an actor. It is done when `act` resolves. @param how `free`: the calls that are free steps */
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

  /** Offers one step. Resolves when the step is taken, and never if the actor dies first. */
  step(actor: Actor, call: string, how: Pick<Step, 'isFree' | 'isPossible'> = {}): Promise<void> {
    return new Promise((go) => this.offer({ actor, call, go, ...how }));
  }

  /** Offers several steps of an actor, so that one of them is taken. @returns a function that withdraws the offer */
  offer(...steps: [Step, ...Step[]]): () => void {
    if (!steps[0].actor.isDead) for (const step of steps) this.#offers.set(step, steps);
    return () => steps.forEach((step) => this.#offers.delete(step));
  }

  /** The steps that this actor offers. */
  waiting = (actor: Actor): Step[] => [...this.#offers.keys()].filter((step) => step.actor === actor);

  /** The actors that are alive and not done, with names that start with this prefix. */
  working = (prefix: string): Actor[] => [...this.#actors].filter(({ name }) => name.startsWith(prefix));

  /** Ends an actor at once. The effects of its steps so far stay. */
  kill(actor: Actor): void {
    actor.isDead = true;
    for (const step of this.waiting(actor)) this.#offers.delete(step);
    this.#actors.delete(actor);
    this.story.push(`${actor.name} dies`);
    actor.onDeath?.();
  }

  /**
   * Takes steps until none is possible, or until only idle steps are left and `isOver`.
   *
   * @param prove asserts the facts that must hold at the end
   * @returns false if `choose` ended the play early
   */
  async play(choose: Choose, prove: () => void): Promise<boolean> {
    try {
      for (;;) {
        await allWait();
        if (this.#failure) throw this.#failure;
        this.always();
        const options = this.#options();
        if (options.length === 0) break;
        if (this.story.length > 2_000) throw new Error('the play has more than 2,000 steps');
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

  /** All that can happen next: steps, faults, deaths. */
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
    // An actor can also die while its step is not possible. Before a free step, only the actor of that step can die.
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

  /** All data that the answer to this call can depend on. */
  #visible(call: string): string {
    if (call.startsWith('log.')) return this.#rows();
    if (call.startsWith('seats.')) return [...this.memory.seats.keys()].join();
    if (call.startsWith('blocks.')) return [...this.memory.blocks.keys()].join();
    return '';
  }

  #rows = () =>
    hash(
      'sha1',
      JSON.stringify(
        [...this.memory.logs].map(([room, rows]) => [room, ...rows.map((it) => it.log + it.id + (it.text === ''))]),
      ),
    );

  /** A hash of all that the future depends on. */
  #state(): string {
    const waiting = Array.from(this.#offers.keys(), ({ actor, call }) => `${actor.name} ${call}`);
    const known = Array.from(this.#actors, ({ name, seen }) => JSON.stringify([name, seen]));
    const { seats, blocks } = this.memory;
    const stored = [this.#rows(), [...seats.keys()], [...blocks.keys()], this.alsoStored()];
    return hash('sha1', JSON.stringify([this.faults, waiting.toSorted(), known.toSorted(), stored]));
  }
}
