import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Room } from '@arc-chat/client';
import { guest } from '@arc-chat/client/node';
import { build } from '../lib/build.ts';
import { isWell, outcomeIn } from '../lib/event-line.ts';
import { startSandbox } from '../lib/sandbox.ts';

const timeout = 60_000;

before(async () => {
  assert.equal(await build(), undefined);
});

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await delay(20);
}

test('a line that is no event has no outcome, and a failed event is not well', () => {
  for (const line of ['', 'ws-default │ Error: no', '{}', 'ws-default │ {"type":"say"}', 'x {"function":"a"} y']) {
    assert.equal(outcomeIn(line), undefined, line);
    assert.ok(!isWell(line));
  }
  const line = (outcome: string) => `ws-default │ {"function":"ws-default","outcome":"${outcome}","ms":3}`;
  for (const outcome of ['ok', '403', 'used-ticket', 'slow-down']) assert.ok(isWell(line(outcome)));
  for (const outcome of ['error', 'internal']) assert.ok(!isWell(line(outcome)));
  assert.equal(outcomeIn(line('internal')), 'internal');
});

for (const cold of [false, true]) {
  test(`every ${cold ? 'cold' : 'warm'} function logs its events, without private data`, { timeout }, async (t) => {
    const lines: string[] = [];
    const sandbox = await startSandbox({ cold, print: (line) => lines.push(line) });
    t.after(() => sandbox.stop());
    const [name, text, room] = ['name', 'text', 'room'].map((it) => `${it}-${randomBytes(8).toString('hex')}`);
    const { ticket, open, outbox } = guest(sandbox.url);
    const tickets: string[] = [];
    const keep = async (...question: Parameters<typeof ticket>) => {
      const ticketed = await ticket(...question);
      if (typeof ticketed === 'object') tickets.push(new URL(ticketed.url).searchParams.get('ticket') ?? '');
      return ticketed;
    };
    const somebody = new Room(room ?? '', { ticket: keep, open, outbox });
    somebody.open();
    await until(() => somebody.state.status.type === 'live');
    somebody.rename(name ?? '');
    await until(() => somebody.state.you?.name === name && somebody.state.status.type === 'live');
    await somebody.say(text ?? '');
    await until(() => somebody.state.messages.length === 1 && somebody.state.outbox.length === 0);
    somebody.close();
    const left = () => lines.filter((line) => line.includes('"function":"ws-disconnect"')).length;
    await until(() => left() === 2);

    const events = lines.filter((line) => outcomeIn(line) === 'ok');
    for (const name of ['get-index', 'post-ticket', 'ws-connect', 'ws-default', 'ws-disconnect']) {
      assert.ok(
        events.some((line) => line.includes(`{"function":"${name}",`)),
        `${name}\n${lines.join('\n')}`,
      );
    }
    const tags = events.flatMap((line) => /"room":"([^"]*)"/.exec(line)?.[1] ?? []);
    assert.equal(new Set(tags.slice(-4)).size, 1, 'every function logs the same tag for the room');
    assert.equal(tickets.length, 2);
    for (const word of [name, text, room, ...tickets]) {
      assert.ok(word && !lines.some((line) => line.includes(word)), word);
    }
  });
}
