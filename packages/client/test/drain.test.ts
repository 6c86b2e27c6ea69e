import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryOutbox } from '../src/outbox.ts';
import { drain } from '../src/drain.ts';
import { start } from '../src/timeline.ts';
import { Outgoing } from '../src/outgoing.ts';
import { hex, SampleLog, logA, room, row } from '../testing/sample-log.ts';
import type { Link, Outcome } from '../src/drain.ts';
import type { Cursor } from '../src/timeline.ts';

const refused = (code: 'resync' | 'new-log'): Outcome => ({ type: 'refused', code, text: '' });
const at = (after: number): Cursor => ({ log: logA, after });

/** An outbox with one message of another day, and a line that answers like this. */
async function aLine({ floor, outcomes = [] }: { floor: Cursor | undefined; outcomes?: Outcome[] }) {
  const outbox = memoryOutbox();
  const { key, id } = await outbox.add({ id: hex(1), room, text: 'x', at: 0, floor, failed: undefined });
  const floors: (Cursor | undefined)[] = [];
  const stored = async () => (await outbox.all(room)).map((entry) => entry.floor);
  const line: Link = {
    isOpen: () => outcomes.length > 0,
    cursor: () => at(9),
    say: async (entry) => {
      floors.push(entry.floor);
      assert.deepEqual(await stored(), [entry.floor], 'it is stored before it is said');
      return outcomes.shift() ?? { type: 'gone' };
    },
    page: async () => undefined,
    wait: async () => {},
    backoff: () => 0,
    onNewLog: () => {},
  };
  return { outbox, key, id, line, floors, stored };
}

test('a floor is the newest row that is known at first, and stays where it is', async () => {
  const silence: Outcome = { type: 'silence' };
  const { outbox, line, floors } = await aLine({ floor: undefined, outcomes: [silence, silence] });
  line.cursor = () => at(9 + floors.length);
  await drain(outbox, room, line);
  assert.deepEqual(floors, [at(9), at(9)]);
});

test('a floor moves over the rows of a page as far as they follow on one another', async () => {
  const { outbox, line, stored } = await aLine({ floor: at(3), outcomes: [refused('resync')] });
  const history = new SampleLog(logA, 20);
  const asked: number[] = [];
  line.page = async (cursor) => {
    asked.push(cursor.after);
    const page = history.page(cursor);
    // A page is no snapshot: this row was written while it was read, those after it had been found.
    return { ...page, messages: page.messages.filter(({ seq }) => seq !== 6 || asked.length > 1) };
  };
  await drain(outbox, room, line);
  assert.deepEqual(asked, [3, 5, 10, 15]);
  assert.deepEqual(await stored(), [at(20)]);
});

test('a message that is found on the way up is sent', async () => {
  const { outbox, id, line, stored } = await aLine({ floor: at(3), outcomes: [refused('resync')] });
  line.page = async () => ({ log: logA, seq: 6, messages: [row(4), { ...row(5), id }, row(6)], more: false });
  await drain(outbox, room, line);
  assert.deepEqual(await stored(), []);
});

test('in another log every floor that there is begins again', async () => {
  for (const [floor, then] of [
    [at(3), start],
    [undefined, undefined],
  ] as const) {
    const { outbox, line, stored } = await aLine({ floor });
    const writer = new Outgoing(
      room,
      outbox,
      (_, task) => task(),
      line,
      () => {},
    );
    await writer.restart();
    assert.deepEqual(await stored(), [then]);
  }
});
