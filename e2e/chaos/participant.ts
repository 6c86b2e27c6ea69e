import { setTimeout } from 'node:timers/promises';
import { guest } from '@arc-chat/client/node';
import { Problem } from '../../scripts/lib/root.ts';
import { Dice } from './dice.ts';
import { Disk } from './disk.ts';
import { Locks } from './locks.ts';
import { Network } from './network.ts';
import { Page } from './page.ts';
import { Plan } from './plan.ts';
import type { Platform } from '@arc-chat/client';
import type { Written } from './judge.ts';
import type { Role } from './script.ts';
import type { Storm } from './storm.ts';

const loadingMs = 300;

/** A person with a browser (tabs, outbox, locks), behind a bad network of their own. */
export class Participant {
  readonly role: Role;
  readonly network: Network;
  readonly disk: Disk;
  readonly pages: Page[] = [];
  loads = 0;
  readonly #storm: Storm;
  readonly #origin: string;
  readonly #browser: Platform;
  readonly #locks = new Locks();
  readonly #loading: Promise<void>[] = [];
  /** The texts that the app reported as stored in the outbox. */
  readonly #said: string[] = [];
  #restartsBefore = 0;
  #texts = 0;
  #hasLeft = false;

  private constructor(role: Role, seed: number, storm: Storm, network: Network, origin: string) {
    this.role = role;
    this.network = network;
    this.disk = new Disk(new Dice(seed, role.person, 'disk'));
    this.#storm = storm;
    this.#origin = origin;
    this.#browser = guest(origin);
  }

  /** How often a page of this person started its history over. It never should: no log is replaced in a run. */
  get restarts(): number {
    return this.pages.reduce((restarts, page) => restarts + page.state.restarts, this.#restartsBefore);
  }

  /** Opens the network and gets a session, so that all pages belong to one person. `act` loads the pages. */
  static async arrive(role: Role, seed: number, appPort: number, storm: Storm): Promise<Participant> {
    const network = new Network(appPort, role.address, new Plan(seed, role.person), storm);
    const person = new Participant(role, seed, storm, network, await network.open());
    const ticket = await person.#browser.ticket(role.room);
    if (typeof ticket !== 'object') throw new Problem(`${role.person} got no ticket: ${ticket}`);
    return person;
  }

  /** Loads the pages and plays the role: each action at its time, and the outage. */
  async act(signal: AbortSignal): Promise<void> {
    for (let tab = 0; tab < this.role.tabs; tab++) this.#load(tab);
    await Promise.all([this.#do(signal), this.#loseNetwork(signal)]);
    await Promise.all(this.#loading);
  }

  /** Everything that this browser stored, and the texts that the app reported as stored. */
  async written(): Promise<Written> {
    const { person, room, tabs, hasLocks } = this.role;
    const waiting = (await this.disk.outbox.all(room)).map(({ id }) => id);
    return {
      person,
      room,
      entries: this.disk.written,
      reported: this.#said,
      isOrdered: tabs === 1 || hasLocks,
      waiting,
    };
  }

  /** Kills all pages at once. They soon load again. */
  crash(): void {
    for (const [tab, page] of this.pages.entries()) {
      if (page.isAlive) this.#loading.push(this.#crash(tab, page));
    }
  }

  leave(): void {
    this.#hasLeft = true;
    for (const page of this.pages) page.kill();
    this.network.close();
  }

  #load(tab: number): void {
    if (this.#hasLeft) return;
    const { hasLocks } = this.role;
    this.loads++;
    this.pages[tab] = new Page(this.role, this.#origin, (life) => ({
      ticket: (...asked) => life.hears(this.#browser.ticket(...asked)),
      outbox: this.disk.of(life),
      ...(hasLocks && { lock: this.#locks.of(life) }),
    }));
  }

  async #do(signal: AbortSignal): Promise<void> {
    const since = performance.now();
    for (const { at, tab, does } of this.role.deeds) {
      await setTimeout(Math.max(0, at - (performance.now() - since)), undefined, { signal });
      const page = this.pages[tab];
      if (!page?.isAlive) continue;
      if (does === 'say') this.#say(page);
      else if (does === 'remove') void page.remove();
      else if (does === 'wake') page.wake();
      else if (does === 'read') void page.older();
      else this.#loading.push(this.#crash(tab, page));
    }
  }

  async #loseNetwork(signal: AbortSignal): Promise<void> {
    const { at, forMs } = this.role.outage;
    await setTimeout(at, undefined, { signal });
    await this.network.goDown(forMs);
    // A browser tells its pages when it is online again.
    for (const page of this.pages) page.wake();
  }

  #say(page: Page): void {
    const text = `${this.role.person} ${++this.#texts}`;
    void page.say(text).then(() => this.#said.push(text));
  }

  async #crash(tab: number, page: Page): Promise<void> {
    this.#storm.count('page killed');
    this.#restartsBefore += page.state.restarts;
    this.#locks.releaseAll(page.kill());
    await setTimeout(loadingMs);
    this.#load(tab);
  }
}
