import { timings } from '@arc-chat/client';
import { stageLimits } from '@arc-chat/plugin-infra';
import { assumed } from './meter.ts';
import { dollars, prices, sum, times, written, type Usage } from './prices.ts';
import { CostedRoom } from './room.ts';

const rooms = [2, 10, 100, 500];
const million = 1_000_000;
const people = 1_000;
const roomSize = 10;
const monthMinutes = 30 * 24 * 60;
/** API Gateway ends a connection after two hours. */
const socketMinutes = 120;
/** What the sockets' stage lets through. */
const framesPerSecond = stageLimits.ThrottlingRateLimit;

const money = (amount: number) =>
  amount < 10 ? `$${amount.toFixed(2)}` : `$${Math.round(amount).toLocaleString('en')}`;
const number = (amount: number) => (amount < 10 ? Number(amount.toFixed(1)) : Math.round(amount)).toLocaleString('en');
const row = (...cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: string[]) => [
  row(...head),
  row(...head.map((_, i) => (i === 0 ? '---' : '--:'))),
  ...rows,
];

/** Where the money goes. */
function shares(usage: Usage): string[] {
  const of = (...units: (keyof Usage)[]) =>
    money(dollars(Object.fromEntries(units.map((unit) => [unit, usage[unit] ?? 0]))));
  return [
    of('messages', 'minutes', 'requests'),
    of('invocations', 'gbSeconds'),
    of('reads', 'writes', 'stored'),
    of('logged', 'transferred'),
  ];
}

const services = ['API Gateway', 'Lambda', 'DynamoDB', 'logs, transfer'];

async function messages(): Promise<string[]> {
  const rows = await Promise.all(
    rooms.map(async (size) => {
      const room = new CostedRoom(size);
      const [said, typed] = [await room.say(), await room.typing()];
      const all = times(million, said);
      const [posts, reads, writes] = [said.messages ?? 0, said.reads ?? 0, said.writes ?? 0];
      return row(
        size,
        posts,
        reads,
        writes,
        ...shares(all),
        `**${money(dollars(all))}**`,
        money(dollars(times(million, typed))),
      );
    }),
  );
  return table(['people', 'messages', 'reads', 'writes', ...services, 'together', 'typing'], rows);
}

async function month(): Promise<string[]> {
  const room = new CostedRoom(roomSize);
  const heartbeats = (people * monthMinutes * 60_000) / timings.heartbeatMs;
  const reconnects = (people * monthMinutes) / socketMinutes;
  const parts: [string, number, Usage][] = [
    ['minutes connected', people * monthMinutes, { minutes: people * monthMinutes }],
    ['heartbeats', heartbeats, times(heartbeats, await room.heartbeat())],
    ['new sockets, every two hours', reconnects, times(reconnects, await room.reconnect())],
  ];
  const all = sum(...parts.map(([, , usage]) => usage));
  return table(
    ['', 'how often', ...services, 'together'],
    [
      ...parts.map(([what, count, usage]) => row(what, number(count), ...shares(usage), money(dollars(usage)))),
      row('**together**', '', ...shares(all), `**${money(dollars(all))}**`),
    ],
  );
}

async function stranger(): Promise<string[]> {
  const hour = 3_600 * framesPerSecond;
  const small = new CostedRoom(2);
  const parts: [string, Usage][] = [
    ['malformed', await small.malformed()],
    ['a page of history', await small.page()],
    ...(await Promise.all(
      rooms.map(async (size): Promise<[string, Usage]> => [
        `said to ${size} sockets`,
        await new CostedRoom(size).say(),
      ]),
    )),
  ];
  return table(
    ['every frame is', 'a frame, in millionths of a dollar', 'an hour'],
    parts.map(([what, usage]) => row(what, number(dollars(usage) * million), money(dollars(times(hour, usage))))),
  );
}

/** docs/costs.md, all of it. */
export async function costsReport(): Promise<string> {
  const list = Object.values(prices).map(({ what, dollars: price, unit, source }) =>
    row(what, `$${price}`, unit, source),
  );
  return `# Costs

Written by \`npm run costs -w tools\`, which lets the rules run over a counting world and multiplies what they ask of it by list prices. **Nothing here was measured on AWS.** The counts follow from the code, and \`npm test\` fails when they are no longer these; the prices were written down in ${written} and must be compared with their sources. No free tier and no tax.

What the rules do not tell is assumed: ${assumed.roundMs} ms for calls that are made at once, ${assumed.computeMs} ms for the rest of an invocation, ${assumed.memoryMb} MB (Architect's default), ${assumed.logBytes} bytes of log for an event.

## A million messages

Of about 70 characters, each one said in a room of that many people, all of whom are connected, and kept for a month. \`messages\`, \`reads\` and \`writes\` are API Gateway's messages and DynamoDB's units for a single one. The page also tells that somebody is typing, about once for each message: the last column comes on top.

${(await messages()).join('\n')}

Delivery is most of it, and grows with the room; so does reading who is there. A seat's row carries its two rate limits, so that a hundred seats are ${number((await new CostedRoom(100).typing()).reads ?? 0)} read units. In a room of more than 100, nobody is told of who is typing, but it is looked up.

## ${number(people)} people, connected for a month

Who say nothing, in rooms of ${roomSize}. A client asks for what is new every ${timings.heartbeatMs / 60_000} minutes.

${(await month()).join('\n')}

## What one stranger can make you spend in an hour

Rate limits are of a seat: 10 messages in 2 seconds, 120 frames in 10. But anybody gets as many seats as they like, so what bounds a stranger is the sockets' stage, which lets ${framesPerSecond} frames a second through, from everybody together: while they spend your money, others are turned away. If all of them are theirs:

${(await stranger()).join('\n')}

The last ones are of a stranger who holds that many sockets in one room of their own, and talks to themselves. **Nothing here bounds that number**, and what they pay for delivery grows with it. A message that meets others on its way into a room's log costs more than these, up to ten times its reads and writes. So set a [budget](https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create.html) with an alarm before you tell anybody the address, lower the stage's throttle to what you need, and put a login before the door if strangers have no business there: [extend.md](extend.md).

## Prices

${table(['us-east-1', 'price', 'for', 'source'], list).join('\n')}
`;
}
