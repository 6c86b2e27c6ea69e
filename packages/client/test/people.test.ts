import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { arrived, departed, listed, nobody, present } from '../src/people.ts';
import { room } from '../testing/sample-log.ts';
import type { Person } from '@arc-chat/protocol';
import type { People } from '../src/people.ts';

const ann = { user: 'u-ann', name: 'Ann' };
const bob = { user: 'u-bob', name: 'Bob' };
const names = (people: People) => present(people)?.map(({ name }) => name);
const comes = (people: People, person: Person, at: number) => arrived(people, { type: 'arrived', room, ...person, at });
const goes = (people: People, { user }: Person, at: number) => departed(people, { type: 'departed', room, user, at });

describe('people', () => {
  test('come and go', () => {
    const both = comes(comes(nobody, bob, 1), ann, 2);
    assert.deepEqual(names(both), ['Ann', 'Bob']);
    assert.deepEqual(names(goes(both, bob, 3)), ['Ann']);
  });

  test('news of a person is ignored if newer news is known', () => {
    assert.deepEqual(names(goes(comes(nobody, ann, 5), ann, 4)), ['Ann']);
    assert.deepEqual(names(comes(goes(nobody, ann, 5), ann, 4)), []);
  });

  test('a list counts for every person, even for a person who is not on it', () => {
    const people = listed(comes(comes(nobody, ann, 1), bob, 20), { at: 10, people: [] });
    assert.deepEqual(names(people), ['Bob'], 'Ann is not on the list, Bob came after it');
    assert.deepEqual(names(comes(people, ann, 9)), ['Bob'], 'news older than the list is ignored');
    assert.deepEqual(names(comes(people, ann, 11)), ['Ann', 'Bob']);
  });

  test('an older list changes nothing', () => {
    const people = listed(nobody, { at: 10, people: [ann] });
    assert.equal(listed(people, { at: 9, people: [bob] }), people);
  });

  test('a crowd has no names, but its news counts once the room is small again', () => {
    const crowd = listed(comes(nobody, ann, 20), { at: 10 });
    assert.equal(present(crowd), undefined);
    assert.deepEqual(names(listed(crowd, { at: 15, people: [bob] })), ['Ann', 'Bob']);
  });

  test('the newest news of each person counts, in any order of arrival', () => {
    const aNews = fc.record({ who: fc.constantFrom('a', 'b', 'c'), comes: fc.boolean() });
    const check = fc.property(fc.array(aNews, { maxLength: 20 }), fc.infiniteStream(fc.nat()), (news, order) => {
      const timed = news.map((it, i) => ({ ...it, at: i + 1, order: order.next().value ?? 0 }));
      const people = timed
        .toSorted((a, b) => a.order - b.order)
        .reduce((known, { who, comes: isHere, at }) => {
          const person = { user: who, name: who };
          return isHere ? comes(known, person, at) : goes(known, person, at);
        }, nobody);
      const last = new Map(timed.map(({ who, comes: isHere }) => [who, isHere]));
      const expected = [...last.keys()].filter((who) => last.get(who)).toSorted();
      assert.deepEqual(
        present(people)?.map(({ user }) => user),
        expected,
      );
    });
    fc.assert(check);
  });
});
