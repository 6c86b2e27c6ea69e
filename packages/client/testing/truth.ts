import assert from 'node:assert/strict';
import { limits } from '@arc-chat/protocol';
import { you } from './sample-log.ts';
import type { Row } from '@arc-chat/chat';
import type { Entry } from '../src/ports.ts';

/** The real state of every message, independent of the state in the clients. */
export class Truth {
  /** The ids of all messages, in the order of writing. */
  readonly written: string[] = [];
  readonly logged = new Set<string>();
  readonly discarded = new Set<string>();
  /** The ids of the messages that their author removed or took back. */
  readonly unwanted = new Set<string>();
  readonly #failed = new Set<string>();
  /** Removed from the outbox, but neither in the log nor discarded. */
  readonly #lost: string[] = [];

  /** All that later checks depend on. */
  get state(): unknown {
    return [[...this.logged], [...this.discarded], [...this.unwanted], [...this.#failed]];
  }

  /** The message leaves the outbox. */
  removed(id: string): void {
    if (!this.logged.has(id) && !this.discarded.has(id)) this.#lost.push(id);
  }

  /** Asserts the facts that must hold at any time. */
  check(rows: Row[], outbox: Entry[]): void {
    const ids = rows.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, 'each id is in the log at most once');
    assert.deepEqual(this.#lost, [], 'no message leaves the outbox before it is in the log or discarded');
    for (const { id, text, floor, failed, removes = 0 } of outbox) {
      if (failed) this.#failed.add(id);
      const isOthers = rows[removes - 1] !== undefined && rows[removes - 1]?.user !== you.user;
      assert.ok(!failed || isOthers || text.length > limits.textCharacters, 'only what the server cannot take fails');
      const seq = ids.indexOf(id) + 1;
      if (seq > 0 && floor && floor.log === rows[0]?.log) assert.ok(floor.after < seq, 'a floor is below its row');
    }
  }

  /** Asserts the facts that must hold at the end. @returns the ids of the sent messages, in the order of writing */
  checkEnd(outbox: Entry[], rows: Row[]): string[] {
    for (const { id, user, text } of rows) {
      // Another seat may have said a message with this id. Only its author can remove it.
      if (this.unwanted.has(id) && user === you.user) assert.equal(text, '', `the text of ${id} is removed`);
    }
    assert.ok(
      outbox.every(({ failed }) => failed),
      'only failed messages are left in the outbox',
    );
    const sent = this.written.filter((id) => !this.#failed.has(id) && !this.discarded.has(id));
    for (const id of sent) assert.ok(this.logged.has(id), `${id} is in the log`);
    return sent;
  }
}
