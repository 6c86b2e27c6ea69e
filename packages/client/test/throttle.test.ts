import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { Throttle } from '../src/throttle.ts';
import { room } from '../testing/sample-log.ts';

const page = { type: 'page' as const, room, before: 9 };
const typing = { type: 'typing' as const, room };

const start = 1_767_225_600_000;
let sent: number[] = [];
let throttle = new Throttle(() => {});

/** Moves the clock ahead in short steps, so that each timer sees its own time. */
const pass = (ms: number) => {
  for (let passed = 0; passed < ms; passed++) mock.timers.tick(1);
};

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: start });
  sent = [];
  throttle = new Throttle(() => sent.push(Date.now() - start));
});

const add = (count: number, frame: typeof page | typeof typing = page) => {
  for (let i = 0; i < count; i++) throttle.add(frame, () => {});
};

test('a burst of ten leaves at once, then five a second', () => {
  add(15);
  assert.deepEqual(sent, Array(10).fill(0));
  pass(1_000);
  assert.deepEqual(sent.slice(10), [200, 400, 600, 800, 1_000]);
  pass(10_000);
  add(11);
  assert.equal(sent.length, 25, 'an idle account saves nothing up');
});

test('a frame that costs more makes the next one wait longer', () => {
  add(5, typing);
  add(1);
  assert.deepEqual(sent, [0, 0, 0, 0, 0]);
  pass(200);
  assert.deepEqual(sent.slice(5), [200]);
});

test('after a slow-down nothing leaves for the time that the server says, and a little more', () => {
  add(1);
  throttle.slowDown(700);
  add(1);
  pass(899);
  assert.deepEqual(sent, [0]);
  pass(1);
  assert.deepEqual(sent, [0, 900]);
});

test('a slow-down of a minute is heeded', () => {
  throttle.slowDown(60_000);
  add(1);
  pass(60_199);
  assert.deepEqual(sent, []);
  pass(1);
  assert.deepEqual(sent, [60_200]);
});

test('a new socket begins with nothing spent, and without the frames of the last one', () => {
  add(12);
  throttle.clear();
  pass(5_000);
  assert.equal(sent.length, 10);
  add(11);
  throttle.clear();
  add(1);
  assert.equal(sent.length, 21);
});

test('each frame tells when it leaves', () => {
  const left: number[] = [];
  for (let i = 0; i < 11; i++) throttle.add(page, () => left.push(i));
  assert.equal(left.length, 10);
  pass(200);
  assert.deepEqual(left.slice(10), [10]);
});

test('a clock that is set back by a day holds a frame up for a minute at most', () => {
  add(10);
  mock.timers.setTime(start - 86_400_000);
  add(1);
  pass(60_200);
  assert.equal(sent.length, 11);
});
