import { defaultLimits } from '@arc-chat/plugin-infra';
import { quotas } from './quotas.ts';
import { CostedRoom } from './room.ts';
import { markdownTable, number, tableRow } from './markdown.ts';
import type { Usage } from './prices.ts';

/** API Gateway's requests for one frame: the frame itself, and its posts. */
export const requestsOf = ({ messages = 0, posts = 0 }: Usage) => messages + posts;

/** The highest throttle with which no frame's fan-out can fill the account's quota. */
export const safeThrottle = (quota: number, seats: number) => Math.floor(quota / (1 + seats));

/** The messages a second that fit into the quota and the stage's throttle, with a typing for each. */
export const mostMessages = (quota: number, requests: number) =>
  Math.floor(Math.min(quota / requests, defaultLimits.rate / 2));

/** The messages that rooms of these sizes can exchange until the account's quota is full. */
export async function fanOut(rooms: number[]): Promise<string> {
  const all = [quotas.requests, quotas.requestsInSomeRegions];
  const rows: string[] = [];
  for (const people of rooms) {
    const room = new CostedRoom(people);
    const [say, typing] = [requestsOf(await room.say()), requestsOf(await room.typing())];
    const cells = all.flatMap((quota) => {
      const most = mostMessages(quota, say + typing);
      return [most, number((60 * most) / people)];
    });
    rows.push(tableRow(people, say, typing, ...cells));
  }
  const heads = all.flatMap((quota) => [
    `messages a second, of ${quota.toLocaleString('en')}`,
    'a minute from each person',
  ]);
  return markdownTable(['people', 'a say', 'a typing', ...heads], rows);
}
