import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bars, ceiling, median, summaryOf } from '../src/drawer/plot.ts';
import { Trips } from '../src/drawer/trips.ts';

describe('a round trip', () => {
  test('ends with the answer that names its question', () => {
    const trips = new Trips();
    trips.asks({ type: 'hello', room: 'lobby' }, 0);
    trips.asks({ type: 'say', id: 'a' }, 1);
    trips.asks({ type: 'say', id: 'b' }, 2);
    trips.asks({ type: 'page', before: 9 }, 3);
    trips.asks({ type: 'page', log: 'x', after: 9 }, 4);
    assert.deepEqual(trips.answers({ type: 'said', id: 'b' }, 10), { type: 'say', ms: 8 });
    assert.deepEqual(trips.answers({ type: 'said', id: 'a' }, 10), { type: 'say', ms: 9 });
    assert.deepEqual(trips.answers({ type: 'welcome' }, 10), { type: 'hello', ms: 10 });
    assert.deepEqual(trips.answers({ type: 'page', after: 9 }, 10), { type: 'page', ms: 6 });
    assert.deepEqual(trips.answers({ type: 'page', before: 9 }, 10), { type: 'page', ms: 7 });
  });

  test('ends with a refusal too', () => {
    const trips = new Trips();
    trips.asks({ type: 'say', id: 'a' }, 1);
    assert.deepEqual(trips.answers({ type: 'refused', of: 'say', id: 'a', code: 'slow-down' }, 3), {
      type: 'say',
      ms: 2,
    });
    trips.asks({ type: 'hello' }, 3);
    assert.deepEqual(trips.answers({ type: 'refused', of: 'hello', code: 'internal' }, 4), { type: 'hello', ms: 1 });
  });

  test('does not end with a message of others, or with a second answer', () => {
    const trips = new Trips();
    trips.asks({ type: 'say', id: 'a' }, 1);
    assert.equal(trips.answers({ type: 'said', id: 'other' }, 2), undefined);
    assert.equal(trips.answers({ type: 'typing' }, 2), undefined);
    assert.deepEqual(trips.answers({ type: 'said', id: 'a' }, 3), { type: 'say', ms: 2 });
    assert.equal(trips.answers({ type: 'said', id: 'a' }, 4), undefined);
  });

  test('counts from the last repetition of its question', () => {
    const trips = new Trips();
    trips.asks({ type: 'say', id: 'a' }, 0);
    trips.asks({ type: 'say', id: 'a' }, 5000);
    assert.deepEqual(trips.answers({ type: 'said', id: 'a' }, 5020), { type: 'say', ms: 20 });
  });
});

describe('the plot', () => {
  const trips = [
    { type: 'hello', ms: 40 },
    { type: 'say', ms: 8 },
    { type: 'say', ms: 12 },
  ];

  test('has a round number at its top', () =>
    assert.deepEqual([0.7, 1, 3, 12, 51, 800].map(ceiling), [1, 1, 5, 20, 100, 1000]));

  test('has a summary in words', () => {
    assert.equal(summaryOf([]), 'None yet');
    assert.equal(summaryOf(trips), 'Last 12, median 12, slowest 40 ms');
    assert.equal(median([4, 1, 3, 2]), 2.5);
  });

  test('has a bar for each round trip, as high as its time, with the newest at the right', () => {
    assert.equal(bars(trips, 'say', 50), 'M585 100V84.0M595 100V76.0');
    assert.equal(bars(trips, 'page', 50), '');
  });
});
