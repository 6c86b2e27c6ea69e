import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { receive } from '@arc-chat/chat';
import { assertExplored, explore, type Choose } from '@arc-chat/chat/testing/explore';
import { assertRoom } from '@arc-chat/chat/testing/proof';
import { id, logId, room, sayFrame, seatOf } from '@arc-chat/chat/testing/scene';
import { Actor, Scheduler } from '@arc-chat/chat/testing/scheduler';
import { copyRoom, type LogTable, type StoredRow } from '../lib/operator/copy-rooms.ts';
import type { Log, Row } from '@arc-chat/chat';

/** The row of a closed room, with the id of its goal. The functions cannot read it. */
const closedSeq = 1_000;

const oldRow = (seq: number, at: number): Row => ({
  ...{ log: logId, seq, id: id(1_000 + seq), user: 'user-x', name: 'x', text: 'before', at },
});

/** The log as the functions see it. */
function readable(log: Log): Log {
  const check = (rows: Row[]) => {
    if (rows.some(({ seq }) => seq === closedSeq)) throw new Error('the row is invalid');
    return rows;
  };
  return {
    ...log,
    from: async (...given) => check(await log.from(...given)),
    before: async (...given) => check(await log.before(...given)),
  };
}

const stored = (rows: Row[]): StoredRow[] => rows.map((row) => ({ ...row, item: row }));

interface Given {
  /** The rows in the table to restore from. */
  old: number;
  /** So many of them are in the room before. */
  there: number;
  /** What people send meanwhile, each in an invocation of its own. */
  frames: { id: string }[];
  /** A second restore runs at the same time, from an older table with so many rows. */
  second?: number;
  /** One fault may happen: a restore is killed and run again, or the answer to a write is lost and the write made again. */
  isFaulty?: boolean;
  /** A killed restore is run again with an older table with so many rows first. */
  older?: number;
}

function play({ old, there, frames, second, isFaulty = false, older }: Given, choose: Choose): Promise<boolean> {
  const scheduler = new Scheduler();
  const { memory } = scheduler;
  const rows = Array.from({ length: old }, (_, i) => oldRow(i + 1, memory.now));
  if (there > 0) memory.logs.set(room, rows.slice(0, there));
  scheduler.faults = isFaulty ? 1 : 0;
  /** For each restore that has ended: the number of rows in its table, and why they are not all there. */
  const ends: { count: number; reason: string | undefined }[] = [];
  /** The number of rows that were copied since the room was closed. */
  let copied = 0;

  const { alsoStored } = scheduler;
  scheduler.alsoStored = () => [alsoStored(), copied, ends];

  const closing = () => memory.rows(room).find(({ seq }) => seq === closedSeq);
  const messages = () => memory.rows(room).filter(({ seq }) => seq !== closedSeq);

  const tableOf = (all: () => Row[]): LogTable => ({
    async *rooms() {
      yield room;
    },
    rows: async (_, first, last) =>
      stored(
        all()
          .filter(({ seq }) => seq >= first && seq <= last)
          .slice(0, 2),
      ),
    newest: async () => stored(all()).at(-1),
    closedFor: () => assert.fail(),
    put: () => assert.fail(),
    close: () => assert.fail(),
    open: () => assert.fail(),
  });

  function target(actor: Actor): LogTable {
    const table = tableOf(messages);
    /** Adds the answer to all that the actor has seen. */
    const answerOf = async <T>(answer: T | Promise<T>): Promise<T> => {
      const it = await answer;
      actor.seen.push(JSON.stringify(it) ?? '');
      return it;
    };
    const read = async <T>(call: string, answer: () => T | Promise<T>): Promise<T> => {
      await scheduler.step(actor, call);
      return answerOf(answer());
    };
    const write = async (call: string, effect: () => boolean): Promise<boolean> => {
      const isLost = await new Promise<boolean>((go) => {
        scheduler.offer(
          { actor, call, go: () => go(false) },
          { actor, call: `${call}, answer lost`, kind: 'fault', go: () => go(true) },
        );
      });
      if (!isLost) return answerOf(effect());
      effect();
      return read(call, effect);
    };
    const set = (after: Row[]) => (memory.logs.set(room, after), true);
    return {
      ...table,
      rows: (...given) => read('rows', () => table.rows(...given)),
      newest: () => read('newest', () => table.newest(room)),
      closedFor: () => read('closedFor', () => rows.find(({ id: it }) => it === closing()?.id)),
      put: ({ seq }) =>
        write('put', () => {
          const before = memory.rows(room);
          if (before.some((row) => row.seq === seq)) return false;
          copied++;
          return set([...before, rows[seq - 1] ?? assert.fail()].toSorted((a, b) => a.seq - b.seq));
        }),
      close: (_, goal, was) =>
        write('close', () => {
          if (closing()?.id !== was?.id) return false;
          if (!was) copied = 0;
          return set([...messages(), { ...oldRow(closedSeq, memory.now), log: 'closed', id: goal.id }]);
        }),
      open: (_, goal) =>
        write('open', () => {
          if (closing()?.id !== goal.id) return false;
          const isWhole = messages()[goal.seq - 1]?.id === goal.id;
          assert.ok(isWhole || copied === 0, 'no room opens while it is restored in part');
          return set(messages());
        }),
    };
  }

  function run(name: string, counts: number[], onDeath?: () => void): void {
    const actor = new Actor(name, onDeath);
    scheduler.begin(actor, async () => {
      for (const count of counts) {
        const from = tableOf(() => rows.slice(0, count));
        const { reason } = await copyRoom(from, target(actor), room, () => {});
        ends.push({ count, reason });
      }
    });
  }

  const again = older === undefined ? [old] : [older, old];
  run('restore', [old], isFaulty ? () => run('restore again', again) : undefined);
  if (second !== undefined) run('second restore', [second]);
  for (const [i, frame] of frames.entries()) {
    const name = `person ${i}`;
    memory.seats.set(`${room} ${name}`, seatOf(room, name));
    scheduler.begin(new Actor(name), (ports) =>
      receive({ ...ports, log: readable(ports.log) }, name, JSON.stringify(frame)),
    );
  }
  return scheduler.play(choose, () => {
    const ids = assertRoom(memory);
    const wanted = rows.map((row) => row.id);
    for (const { count, reason } of ends) {
      const isWhole = isDeepStrictEqual(ids.slice(0, count), wanted.slice(0, count));
      if (reason === undefined) assert.ok(isWhole, 'the old rows have their places');
      else if (count === old) assert.ok(!isWhole, `the room has all rows, but: ${reason}`);
    }
    for (const i of frames.keys()) {
      for (const frame of memory.sentTo(`person ${i}`)) {
        if (frame.type === 'said') assert.ok(ids.includes(frame.id), 'a message that was said is in the log');
      }
    }
  });
}

const known = { log: logId, after: 2 };
const retried = { ...sayFrame(1, known), id: id(1_003) };
const onFirst = sayFrame(1, { log: logId, after: 1 });
const isFaulty = true;

for (const [what, given, about] of [
  ['a message to an empty room', { old: 3, there: 0, frames: [sayFrame(1)] }, 60],
  ['two messages to an empty room', { old: 3, there: 0, frames: [sayFrame(1), sayFrame(2)] }, 12_000],
  ['a message above the rows that are left', { old: 5, there: 2, frames: [sayFrame(1, known), sayFrame(2)] }, 20_000],
  ['another attempt of an old message', { old: 4, there: 0, frames: [retried, sayFrame(1)] }, 1_200],
  ['another attempt of a lost message', { old: 4, there: 2, frames: [retried, sayFrame(1)] }, 8_000],
  ['a message of the old log in a new log', { old: 2, there: 0, frames: [{ ...sayFrame(1), id: id(1_001) }] }, 40],
  ['a message, with a fault', { old: 3, there: 0, frames: [sayFrame(1)], isFaulty }, 2_000],
  ['a message above old rows, with a fault', { old: 4, there: 2, frames: [sayFrame(1, known)], isFaulty }, 1_200],
  ['the run of an older table after a kill', { old: 5, there: 2, frames: [sayFrame(1, known)], isFaulty, older: 4 }, 12_000], // prettier-ignore
  ['the same restore', { old: 3, there: 0, frames: [], second: 3 }, 120_000],
  ['the same restore, with a fault', { old: 2, there: 1, frames: [], second: 2, isFaulty }, 60_000],
  ['the same restore and a message', { old: 2, there: 1, frames: [onFirst], second: 2 }, 400_000],
  ['a restore from an older table', { old: 3, there: 0, frames: [], second: 2 }, 30_000],
  ['a restore from an older table and a message', { old: 3, there: 1, frames: [onFirst], second: 2 }, 1_500_000],
] as const) {
  test(`every schedule of a restore and ${what}`, async (t) => {
    assertExplored(t, await explore((choose) => play({ ...given, frames: [...given.frames] }, choose)), about);
  });
}
