import assert from 'node:assert/strict';
import { newId, HonestPerson } from './person.ts';
import type { TestServer } from './server.ts';

/** People who chat all the time, so many that their budgets suffice for a whole file of tests. */
export async function honestPeople(server: TestServer) {
  const people = await Promise.all(Array.from({ length: 8 }, () => HonestPerson.enter(server, 'honest')));
  const said: string[] = [];

  return {
    /** Each waits for its turn to speak. All hear it, on the sockets that they had from the start. */
    async chat(): Promise<void> {
      const [speaker] = people;
      assert.ok(speaker && server.isUp(), 'the server is up');
      people.push(...people.splice(0, 1));
      const text = newId();
      await Promise.all([speaker.says(text), ...people.slice(0, 2).map((person) => person.hears({ text }))]);
      said.push(text);
      const { status } = await fetch(new URL('/healthz', server.origin));
      assert.equal(status, 200);
    },

    /** All messages are in the log, once and in order. */
    async remember(): Promise<void> {
      const reader = await HonestPerson.enter(server, 'honest');
      assert.deepEqual(await reader.reads(), said);
    },
  };
}
