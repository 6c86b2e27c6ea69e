// The second witness of chapters 5, 6 and 8: their rules, in memory, in every order of their calls.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { assertExplored, explore } from '@arc-chat/chat/testing/explore';
import { Actor, freeCalls, Scheduler } from '@arc-chat/chat/testing/scheduler';
import { id, room, sayFrame, seatOf } from '@arc-chat/chat/testing/scene';
import { readBook } from '../../tutorial/book.ts';
import { folderOf, layOut, linkPackages } from '../../tutorial/layout.ts';
import { filesAt } from '../../tutorial/perform.ts';
import type { Ports } from '@arc-chat/chat';
import type { Choose } from '@arc-chat/chat/testing/explore';

/** The rules of the tutorial. Their ports are a part of the repository's. */
interface Rules {
  enter(ports: Ports, room: string, connection: string, entry: object): Promise<unknown>;
  receive(ports: Ports, connection: string, data: string): Promise<void>;
}

const folder = folderOf(`model-${process.pid}`);
after(() => rmSync(folder, { recursive: true }));

/** The rules as they are at the end of a chapter. */
async function rulesOf(number: number): Promise<Rules> {
  const app = join(folder, String(number));
  layOut(filesAt(readBook(), number, true), app);
  linkPackages(app);
  return import(pathToFileURL(join(app, 'packages/chat/index.ts')).href);
}

/** The texts in the log after a play, and the frames that a connection got. */
const textsIn = ({ memory }: Scheduler) => memory.rows(room).map(({ text }) => text);
const framesOf = ({ memory }: Scheduler, name: string) =>
  memory.posts.filter(({ connection }) => connection === name).map(({ data }) => data);

const free = [...freeCalls, 'seats.find'];

/** Each number is an attempt to say the message with this number. At the end each message has to be in the log once. */
function saying(rules: Rules, numbers: number[]) {
  // Rows of the first chapters have no id, so a state is not known by its rows: no play is cut short.
  let states = 0;
  return (choose: Choose) => {
    const scheduler = new Scheduler();
    for (const [i, number] of numbers.entries()) {
      const name = `attempt ${i}`;
      scheduler.memory.seats.set(`${room} ${name}`, seatOf(room, name));
      const say = (ports: Ports) => rules.receive(ports, name, JSON.stringify(sayFrame(number)));
      scheduler.begin(new Actor(name), say, { free });
    }
    const chooseAnew: Choose = (options) => choose(options, () => String(states++));
    return scheduler.play(chooseAnew, () => {
      const texts = [...new Set(numbers)].map((number) => sayFrame(number).text);
      assert.deepEqual(textsIn(scheduler).toSorted(), texts.toSorted(), 'each message is in the log once');
      const seqs = scheduler.memory.rows(room).map(({ seq }) => seq);
      assert.deepEqual(
        seqs,
        seqs.map((_, i) => i + 1),
        'the numbers have no hole',
      );
    });
  };
}

/** Bob comes in while Ann says something. At the end he has to know of it. */
const entering = (rules: Rules) => (choose: Choose) => {
  const scheduler = new Scheduler();
  scheduler.memory.seats.set(`${room} ann`, seatOf(room, 'ann'));
  const ticket = { jti: 'j', sub: 'user-bob', name: 'bob', origin: 'o' };
  const comeIn = async (ports: Ports) => {
    await rules.enter(ports, room, 'bob', { ticket, origin: 'o' });
    await rules.receive(ports, 'bob', JSON.stringify({ type: 'hello', room }));
  };
  const how = { free: free.filter((call) => call !== 'seats.inRoom') };
  scheduler.begin(new Actor('bob'), comeIn, how);
  scheduler.begin(new Actor('ann'), (ports) => rules.receive(ports, 'ann', JSON.stringify(sayFrame(1))), how);
  return scheduler.play(choose, () => {
    assert.ok(
      framesOf(scheduler, 'bob').some((data) => data.includes(id(1))),
      'Bob knows of the message',
    );
  });
};

for (const [what, chapter, play, problem, about] of [
  ['two messages at once', 5, (rules: Rules) => saying(rules, [1, 2]), /in the log once/, 6],
  ['two attempts of one message', 6, (rules: Rules) => saying(rules, [1, 1]), /in the log once/, 6],
  ['a message while somebody comes in', 8, entering, /Bob knows of the message/, 30],
] as const) {
  test(`${what}: wrong in some order before chapter ${chapter}, right in every order after it`, async (t) => {
    await assert.rejects(explore(play(await rulesOf(chapter - 1))), problem);
    assertExplored(t, await explore(play(await rulesOf(chapter))), about);
  });
}
