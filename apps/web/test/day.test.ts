import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayName, exactTime, isGrouped, isNewDay, midnight } from '../src/day.ts';

const at = (day: number, hour = 0, minute = 0) => new Date(2026, 2, day, hour, minute).getTime();
const said = (time: number, name = 'Ann', user = 'u-ann') => ({ user, name, at: time });

test('a day is called Today, then Yesterday, then by its date', () => {
  assert.equal(dayName(at(10, 23, 59), at(10, 0)), 'Today');
  assert.equal(dayName(at(10, 23, 59), at(11, 0)), 'Yesterday');
  assert.equal(dayName(at(10), at(11, 23, 59)), 'Yesterday');
  assert.match(dayName(at(10), at(12)), /10/);
  assert.match(dayName(at(13), at(12)), /13/, 'a day in the future is called by its date');
});

test('the exact time has the seconds', () => {
  assert.match(exactTime(at(10, 9, 41) + 7_000), /9.41.07/);
});

test('midnight begins the next day, also if a day has 23 or 25 hours', () => {
  for (let day = 1; day <= 366; day++) {
    const noon = new Date(2026, 0, day, 12).getTime();
    const next = midnight(noon, 1);
    assert.ok(next > noon && next - noon < 14 * 3_600_000);
    assert.equal(midnight(next), next);
    assert.equal(midnight(next - 1), midnight(noon));
  }
});

test('a group ends with a pause of five minutes', () => {
  assert.equal(isGrouped(said(at(10, 9, 0)), said(at(10, 9, 4))), true);
  assert.equal(isGrouped(said(at(10, 9, 0)), said(at(10, 9, 5))), false);
  assert.equal(isGrouped(undefined, said(at(10, 9, 0))), false);
});

test('another person, another name or another day begins a new group', () => {
  const before = said(at(10, 23, 59));
  assert.equal(isGrouped(before, said(at(10, 23, 59), 'Ann', 'u-other')), false);
  assert.equal(isGrouped(before, said(at(10, 23, 59), 'Anna')), false);
  assert.equal(isGrouped(before, said(at(11, 0, 1))), false);
  assert.equal(isNewDay(before, said(at(11, 0, 1))), true);
  assert.equal(isNewDay(before, before), false);
  assert.equal(isNewDay(undefined, before), true);
});
