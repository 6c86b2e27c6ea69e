import { root } from '../../scripts/lib/root.ts';
import { timings } from '@arc-chat/client';
import { defaultLimits } from '@arc-chat/plugin-infra';
import { templateOf } from '@arc-chat/plugin-infra/testing/template';
import { budget, limits } from '@arc-chat/protocol';
import { fanOut, safeThrottle } from './fan-out.ts';
import { assumed } from './invocation.ts';
import { dollars, prices, sum, times, written, type Usage } from './prices.ts';
import { quotas } from './quotas.ts';
import { CostedRoom, ordinary, worst } from './room.ts';
import { attacks, bounds, dollarsOf, postsOf } from './stranger.ts';
import { markdownTable, money, number, tableRow } from './markdown.ts';

const rooms = [2, 10, limits.presenceSeats, limits.roomSeats];
const million = 1_000_000;
const people = 1_000;
const roomSize = 10;
const monthMinutes = 30 * 24 * 60;
const throttle = defaultLimits.rate;

/** The dollars for each of `services`. */
function shares(usage: Usage): string[] {
  const of = (...units: (keyof Usage)[]) =>
    money(dollars(Object.fromEntries(units.map((unit) => [unit, usage[unit] ?? 0]))));
  return [
    of('messages', 'posts', 'minutes', 'requests'),
    of('invocations', 'gbSeconds'),
    of('reads', 'writes', 'stored'),
    of('logged', 'transferred'),
  ];
}

const services = ['API Gateway', 'Lambda', 'DynamoDB', 'logs, transfer'];

async function messages(): Promise<string> {
  const rows = await Promise.all(
    rooms.map(async (size) => {
      const room = new CostedRoom(size);
      const [said, typed] = [await room.say(), await room.typing()];
      const all = times(million, said);
      const { messages: asked = 0, posts = 0, reads = 0, writes = 0 } = said;
      const together = `**${money(dollars(all))}**`;
      return tableRow(
        size,
        asked + posts,
        reads,
        writes,
        ...shares(all),
        together,
        money(dollars(times(million, typed))),
      );
    }),
  );
  return markdownTable(['people', 'messages', 'reads', 'writes', ...services, 'together', 'typing'], rows);
}

async function seats(): Promise<string> {
  const rows = await Promise.all(
    [limits.presenceSeats, limits.roomSeats].map(async (size) => {
      const [usual, longest] = [
        await new CostedRoom(size, ordinary).seats(),
        await new CostedRoom(size, worst).seats(),
      ];
      return tableRow(size, usual.bytes, usual.reads, longest.bytes, longest.reads);
    }),
  );
  return markdownTable(['people', 'bytes of a seat', 'reads', 'bytes with the longest names', 'reads'], rows);
}

async function month(): Promise<string> {
  const room = new CostedRoom(roomSize);
  const heartbeats = (people * monthMinutes * 60_000) / timings.heartbeatMs;
  const reconnects = (people * monthMinutes) / quotas.socketMinutes;
  const parts: [string, number, Usage][] = [
    ['minutes connected', people * monthMinutes, { minutes: people * monthMinutes }],
    ['heartbeats', heartbeats, times(heartbeats, await room.heartbeat())],
    ['new sockets, every two hours', reconnects, times(reconnects, await room.reconnect())],
  ];
  const all = sum(...parts.map(([, , usage]) => usage));
  return markdownTable(
    ['', 'how often', ...services, 'together'],
    [
      ...parts.map(([what, count, usage]) => tableRow(what, number(count), ...shares(usage), money(dollars(usage)))),
      tableRow('**together**', '', ...shares(all), `**${money(dollars(all))}**`),
    ],
  );
}

async function stranger(): Promise<string> {
  const all = await attacks();
  const most = bounds(all);
  const together = most.reduce((total, bound) => total + bound.dollars, 0);
  const addresses = limits.roomSeats / limits.addressSeats;
  return `All texts and names are the longest ones. Each line is a bound of its own, so the sum is more than a stranger can reach:

${markdownTable(
  ['an hour of', 'the limit', 'at most'],
  [
    ...most.map(({ what, limit, dollars: cost }) => tableRow(what, limit, money(cost))),
    tableRow('**all at once**', '', `**${money(together)}**`),
  ],
)}

These are single events, repeated for an hour at the stage's ${throttle} requests a second. A ticket goes to the page's stage, and all else to the sockets' stage: each stage has its own throttle. API Gateway's own limit of ${quotas.newSockets} new sockets a second comes later.

${markdownTable(
  ['every request is', 'seats', 'in millionths of a dollar', 'posts a second', 'an hour'],
  all.map((attack) => {
    const isFull = postsOf(attack) < attack.rate * (attack.usage.posts ?? 0);
    const posts = `${number(postsOf(attack))}${isFull ? ' (quota)' : ''}`;
    return tableRow(
      attack.what,
      number(attack.seats),
      number(dollars(attack.usage) * million),
      posts,
      money(dollarsOf(attack)),
    );
  }),
)}

- **The budget of a seat hardly slows a stranger.** A say costs ${budget.costMs.say} ms, so ${(throttle * budget.costMs.say) / 1000} seats can send ${throttle} says a second. A room takes ${limits.addressSeats} seats from one network address: one address is enough to fill the account's quota, and ${addresses} fill a room of ${limits.roomSeats}. Nothing limits the number of rooms.
- **The stage's throttle counts frames, not posts.** Posts to sockets are no requests of a stage. Only the account's quota bounds them, and a stranger who fills the quota stops all APIs of the account in this region. While a stranger fills the throttle, other people are turned away.
- **Downloads are not in the sum.** The bucket with the page's script, style and icon is public, and has no throttle: 1 GB costs ${money(prices.transferred.dollars)}.

Do this before you publish the address:

1. Set a [budget](https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create.html) with an alarm. AWS updates it several times a day, so expect to pay for some hours.
2. Give the chat an AWS account of its own, so that a full quota stops nothing else.
3. Lower the stage's \`ARC_RATE_LIMIT\` to your needs, or \`roomSeats\` in packages/protocol. A throttle × (1 + seats of a room) below the quota cannot fill the quota: with ${limits.roomSeats} seats, that is a throttle of ${safeThrottle(quotas.requests, limits.roomSeats)} for ${quotas.requests.toLocaleString('en')} requests a second, and of ${safeThrottle(quotas.requestsInSomeRegions, limits.roomSeats)} for ${quotas.requestsInSomeRegions.toLocaleString('en')}.
4. Require a login if strangers have no business there: [extend.md](extend.md).`;
}

async function watching(): Promise<string> {
  const { Resources } = await templateOf({ cwd: root, env: { ARC_APP_SECRET: 'x'.repeat(32) } });
  const all = Object.values(Resources);
  const count = (type: string) => all.filter(({ Type }) => Type === `AWS::${type}`).length;
  const alarms = all
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => Properties['Metrics']);
  // An alarm on an expression watches all metrics of the expression.
  const watched = alarms.reduce<number>((sum, metrics) => sum + (Array.isArray(metrics) ? metrics.length - 1 : 1), 0);
  const usage = { alarms: watched, metrics: count('Logs::MetricFilter'), dashboards: count('CloudWatch::Dashboard') };
  return `A stage has ${alarms.length} alarms on ${watched} metrics, ${usage.metrics} metrics of its own, and one dashboard: ${money(dollars(usage))} a month, also if nobody chats. One of the metrics, the outcomes, counts as one for each function and outcome that occurs. AWS's free tier has some of each. To pay less, remove \`watch\`, \`measure\` or \`showAll\` from [plugin-infra](../packages/plugin-infra/src/index.ts).`;
}

/** The text of docs/costs.md. */
export async function costsReport(): Promise<string> {
  const list = Object.values(prices).map(({ what, dollars: price, unit, source }) =>
    tableRow(what, `$${price}`, unit, source),
  );
  return `# Costs

Written by \`npm run costs -w tools\`. It runs the chat's rules in memory, counts the units that they would use on AWS, and multiplies these by list prices. **Nothing here was measured on AWS.** The counts follow from the code, and \`npm test\` fails when they change. The prices were written down in ${written}: compare them with their sources. Free tier and tax are left out.

These figures are assumptions: ${assumed.roundMs} ms for calls made at the same time, ${assumed.computeMs} ms for the rest of an invocation, ${assumed.memoryMb} MB of memory (Architect's default), and ${assumed.logBytes} bytes of log for an event. Requests that AWS refuses are taken to be free.

## A million messages

A message has about 70 characters and is kept for a month, and all people in its room are connected. For a single message, \`messages\` counts API Gateway's messages, and \`reads\` and \`writes\` count DynamoDB's units. The page also announces typing, about once for each message: add the last column.

${await messages()}

Delivery costs most and grows with the room, and so does reading the room's seats. A room of more than ${limits.presenceSeats} people does not announce typing, but still reads its seats. A seat's row holds the person, the room, the lease and the seat's budget. A message reads all rows:

${await seats()}

## ${number(people)} people, connected for a month

They are silent, in rooms of ${roomSize}. A client asks for new messages every ${timings.heartbeatMs / 60_000} minutes, as its heartbeat.

${await month()}

## Alarms, metrics and the dashboard

${await watching()}

## How much fan-out an account can take

API Gateway's quota is ${quotas.requests.toLocaleString('en')} requests a second for an account and region, and ${quotas.requestsInSomeRegions.toLocaleString('en')} in [some regions](https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). It counts all stages and APIs together, and **posts to sockets too**. For a room of N seats:

> requests a second = tickets + new sockets + frames + answers + says × N + (typings + arrivals + departures) × (N − 1)

An answer is a \`welcome\`, a \`page\` or a \`refused\`. The last term is 0 in a room of more than ${limits.presenceSeats} people. The table counts a say and a typing for each message, and takes the stage's throttle of ${throttle} frames a second into account: in small rooms, it comes first.

${await fanOut(rooms)}

Above the quota, posts fail. The chat tries each of them once more, and gives up at the event's deadline: the messages are in the log, but people see them only after the next message or heartbeat. For more people, [request a higher quota](https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html), or lower \`roomSeats\`.

## An attack by one stranger, for an hour

${await stranger()}

## Prices

${markdownTable(['us-east-1', 'price', 'for', 'source'], list)}
`;
}
