import { timings } from '@arc-chat/client';
import { stageLimits } from '@arc-chat/plugin-infra';
import { assumed } from './invocation.ts';
import { dollars, prices, sum, times, written, type Usage } from './prices.ts';
import { CostedRoom } from './room.ts';

const rooms = [2, 10, 100, 500];
const million = 1_000_000;
const people = 1_000;
const roomSize = 10;
const monthMinutes = 30 * 24 * 60;
/** API Gateway ends a connection after two hours. */
const socketMinutes = 120;
/** The throttle of the sockets' stage. */
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

/** The dollars for each of `services`. */
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

/** The text of docs/costs.md. */
export async function costsReport(): Promise<string> {
  const list = Object.values(prices).map(({ what, dollars: price, unit, source }) =>
    row(what, `$${price}`, unit, source),
  );
  return `# Costs

Written by \`npm run costs -w tools\`. It runs the chat's rules in memory, counts the units that they would use on AWS, and multiplies these by list prices. **Nothing here was measured on AWS.** The counts follow from the code, and \`npm test\` fails when they change. The prices were written down in ${written}: compare them with their sources. Free tier and tax are left out.

These figures are assumptions: ${assumed.roundMs} ms for calls made at the same time, ${assumed.computeMs} ms for the rest of an invocation, ${assumed.memoryMb} MB of memory (Architect's default), and ${assumed.logBytes} bytes of log for an event.

## A million messages

A message has about 70 characters and is kept for a month, and all people in its room are connected. For a single message, \`messages\` counts API Gateway's messages, and \`reads\` and \`writes\` count DynamoDB's units. The page also announces typing, about once for each message: add the last column.

${(await messages()).join('\n')}

Delivery costs most and grows with the room, and so does reading the room's seats. A seat's row holds its two rate limits, so a hundred seats take ${number((await new CostedRoom(100).typing()).reads ?? 0)} read units. A room of more than 100 people does not announce typing, but still reads its seats.

## ${number(people)} people, connected for a month

They are silent, in rooms of ${roomSize}. A client asks for new messages every ${timings.heartbeatMs / 60_000} minutes, as its heartbeat.

${(await month()).join('\n')}

## An attack by one stranger, for an hour

A rate limit holds for one seat: 10 messages in 2 seconds, and 120 frames in 10. But a stranger can take any number of seats. Only the throttle of the sockets' stage limits them, to ${framesPerSecond} frames a second from everybody together: while a stranger spends your money, other people are turned away. If all frames are the stranger's:

${(await stranger()).join('\n')}

In the rows "said to", all the sockets are in one room and belong to the stranger. **Nothing here limits the number of sockets**, and the cost of delivery grows with it. A message costs up to ten times its reads and writes when others want the same place in the room's log. So set a [budget](https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create.html) with an alarm before you publish the address, lower the stage's throttle to your needs, and require a login if strangers have no business there: [extend.md](extend.md).

## Prices

${table(['us-east-1', 'price', 'for', 'source'], list).join('\n')}
`;
}
