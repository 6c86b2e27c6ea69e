import { bytesOf, gistOf, masked, read, rowsIn, textIn, typeOf } from './frame.ts';
import { quoted, reasonIn } from './passage.ts';
import { Trips } from './trips.ts';
import type { Tap, Watcher, Wire } from '../tap.ts';
import type { AnyFrame } from './frame.ts';
import type { MeddlerEvents, Passage } from './passage.ts';
import type { Trip } from './trips.ts';

/** Watches every wire, and breaks things on purpose. */
export class Meddler implements Watcher {
  /** Both apply to the next message only. */
  losesAnswer = false;
  doublesSay = false;
  readonly #tap: Tap;
  readonly #events: MeddlerEvents;
  readonly #now: () => number;
  readonly #trips = new WeakMap<Wire, Trips>();
  /** The ids of messages without an answer yet, each with the time of its break, if there was one. */
  readonly #said = new Map<string, number | undefined>();
  /** The ids that were sent and the rows that arrived: a repeated one is marked `again`. */
  readonly #passed = new Set<string>();
  #downSince: number | undefined;

  constructor(tap: Tap, events: MeddlerEvents, now: () => number = () => performance.now()) {
    this.#tap = tap;
    this.#events = events;
    this.#now = now;
    for (const wire of tap.wires) this.#lives(wire, 'open', `before you looked: ${masked(wire.url)}`);
    tap.watcher = this;
  }

  get isOffline(): boolean {
    return this.#tap.isOffline;
  }

  goOffline(): void {
    this.#tap.isOffline = true;
    this.drop();
    this.#events.onNews('Offline: no socket, and no ticket for another one. What you write now waits in the outbox.');
    this.#events.onNetwork(false);
  }

  goOnline(): void {
    this.#tap.isOffline = false;
    this.#events.onNews('Online. Now for a ticket, a socket, and what is missing.');
    this.#events.onNetwork(true);
  }

  /** Ends everything that was broken. */
  mend(): void {
    this.losesAnswer = false;
    this.doublesSay = false;
    if (this.isOffline) this.goOnline();
  }

  /** Closes every socket, as a change of network does. */
  drop(): void {
    this.#downSince = this.#now();
    for (const { socket } of this.#tap.wires) socket.close();
    this.#events.onNews('The socket is closed. The client opens another one by itself.');
  }

  sends(wire: Wire, data: string): void {
    const frame = read(data);
    if (this.isOffline) return this.#passes(wire, 'out', frame, data, 'lost');
    this.#tripsOf(wire).asks(frame, this.#now());
    wire.socket.send(data);
    const id = typeOf(frame) === 'say' ? textIn(frame, 'id') : '';
    this.#passes(wire, 'out', frame, data, this.#passed.has(id) ? 'again' : undefined);
    if (!id) return;
    this.#passed.add(id);
    this.#said.set(id, this.#said.get(id));
    if (!this.doublesSay) return;
    this.doublesSay = false;
    this.#said.set(id, this.#now());
    wire.socket.send(data);
    this.#passes(wire, 'out', frame, data, 'doubled');
    this.#events.onNews(`Sent ${quoted(frame)} twice, under one id.`);
  }

  hears(wire: Wire, type: 'open' | 'message' | 'close', event: object, deliver: () => void): void {
    if (type === 'message') return this.#hearsFrame(wire, 'data' in event ? String(event.data) : '', deliver);
    // The socket was still opening when the drawer went offline.
    if (type === 'open' && this.isOffline) return wire.socket.close();
    this.#lives(wire, type, type === 'open' ? masked(wire.url) : reasonIn(event));
    deliver();
  }

  #hearsFrame(wire: Wire, data: string, deliver: () => void): void {
    const frame = read(data);
    if (this.isOffline) return this.#passes(wire, 'in', frame, data, 'lost');
    const trip = this.#tripsOf(wire).answers(frame, this.#now());
    const isSaid = typeOf(frame) === 'said';
    const id = textIn(frame, 'id');
    if (isSaid && this.losesAnswer && this.#said.has(id)) {
      this.losesAnswer = false;
      this.#said.set(id, this.#now());
      this.#passes(wire, 'in', frame, data, 'lost', trip);
      this.#events.onNews(`Lost the answer to ${quoted(frame)}. In five seconds it is said again, under the same id.`);
      return;
    }
    const row = `${textIn(frame, 'log')} ${textIn(frame, 'seq')}`;
    this.#passes(wire, 'in', frame, data, isSaid && this.#passed.has(row) ? 'again' : undefined, trip);
    if (isSaid) this.#passed.add(row);
    deliver();
    this.#heals(frame);
  }

  #heals(frame: AnyFrame): void {
    if (typeOf(frame) === 'welcome' && this.#downSince !== undefined) {
      this.#healed(this.#downSince, 'another socket is open, and brought all that was missing.');
      this.#downSince = undefined;
    }
    for (const row of rowsIn(frame)) {
      const id = textIn(row, 'id');
      const since = this.#said.get(id);
      this.#said.delete(id);
      if (since !== undefined) this.#healed(since, `${quoted(row)} is message ${textIn(row, 'seq')} of the log, once.`);
    }
  }

  #healed(since: number, text: string): void {
    const ms = this.#now() - since;
    this.#events.onNews(`Healed after ${ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`}: ${text}`);
  }

  #tripsOf(wire: Wire): Trips {
    const trips = this.#trips.get(wire) ?? new Trips();
    this.#trips.set(wire, trips);
    return trips;
  }

  #lives(wire: Wire, type: 'open' | 'close', gist: string): void {
    this.#events.onPassage({ way: 'life', type, room: roomOf(wire), gist });
  }

  #passes(wire: Wire, way: 'out' | 'in', frame: AnyFrame, data: string, fate?: Passage['fate'], trip?: Trip): void {
    const bytes = bytesOf(data);
    this.#events.onPassage({
      way,
      type: typeOf(frame),
      room: roomOf(wire),
      gist: gistOf(frame),
      fate,
      trip,
      bytes,
      frame,
    });
  }
}

const roomOf = ({ hello }: Wire) => textIn(read(hello), 'room');
