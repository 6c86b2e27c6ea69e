import { limits } from '@arc-chat/protocol';
import type { Crowd } from './orders.ts';

const fifty = 'a room of 50';
const fiveHundred = 'a room of 500';
const everybody = 'a room of 50 in which all write';
const pairs = '500 rooms of 2';

/** Our server searches so many rows for a double. With more messages at once in a room, it refuses some: `resync`. */
export const writersAtOnce = limits.floorRows;

export const crowds: Record<string, Crowd> = {
  [fifty]: { rooms: 1, people: 50, writers: writersAtOnce },
  [fiveHundred]: { rooms: 1, people: 500, writers: writersAtOnce },
  [everybody]: { rooms: 1, people: 50, writers: 50 },
  [pairs]: { rooms: 500, people: 2, writers: 2 },
};

export const crowdNames = { fifty, fiveHundred };
