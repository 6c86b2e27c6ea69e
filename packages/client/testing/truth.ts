import assert from 'node:assert/strict';
import type { Row } from '@arc-chat/chat';
import type { Entry } from '../src/ports.ts';

/** What really became of every message, whatever the clients think. */
export class Truth {
  /** In the order in which they were written. */
  readonly written: string[] = [];
  readonly logged = new Set<string>();
  readonly discarded = new Set<string>();
  readonly #failed = new Set<string>();
  readonly #lost: string[] = [];

  /** All that later checks depend on. */
  get state(): unknown {
    return [[...this.logged], [...this.discarded], [...this.#failed]];
  }

  /** It leaves the outbox. */
  removed(id: string): void {
    if (!this.logged.has(id) && !this.discarded.has(id)) this.#lost.push(id);
  }

  /** What has to be true at any time. */
  check(rows: Row[], outbox: Entry[]): void {
    const ids = rows.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, 'each id at most once');
    assert.deepEqual(this.#lost, [], 'what is removed is in the log, or was discarded');
    for (const { id, floor, failed } of outbox) {
      if (failed) this.#failed.add(id);
      const seq = ids.indexOf(id) + 1;
      if (seq > 0 && floor && floor.log === rows[0]?.log) assert.ok(floor.after < seq, 'a floor is below its row');
    }
  }

  /** What has to be true when nothing happens any more. @returns what was sent, in the order in which it was written */
  checkEnd(outbox: Entry[]): string[] {
    assert.ok(
      outbox.every(({ failed }) => failed),
      'the outbox is empty, but for what failed',
    );
    const sent = this.written.filter((id) => !this.#failed.has(id) && !this.discarded.has(id));
    for (const id of sent) assert.ok(this.logged.has(id), `${id} is in the log`);
    return sent;
  }
}
