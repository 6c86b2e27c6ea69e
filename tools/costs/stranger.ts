import { defaultLimits } from '@arc-chat/plugin-infra';
import { budget, limits } from '@arc-chat/protocol';
import { gbSeconds } from './invocation.ts';
import { dollars, sum, times, type Usage } from './prices.ts';
import { quotas } from './quotas.ts';
import { CostedRoom, worst } from './room.ts';

const seconds = 3_600;
const throttle = defaultLimits.rate;
const { presenceSeats, roomSeats } = limits;

/** An event that a stranger repeats for an hour, as often as the stage's throttle allows. */
export interface Attack {
  what: string;
  usage: Usage;
  stage: 'page' | 'sockets';
  /** The events in a second. */
  rate: number;
  /** The seats that this takes. */
  seats: number;
}

const room = (people: number) => new CostedRoom(people, worst);

function frames(what: string, usage: Usage, type: keyof typeof budget.costMs, people = 1): Attack {
  const seats = Math.max(people, Math.ceil((throttle * budget.costMs[type]) / 1000));
  return { what, usage, stage: 'sockets', rate: throttle, seats };
}

/** A new socket for each event. @param requests the stage's requests: API Gateway itself calls `$disconnect` */
function sockets(what: string, usage: Usage, people: number, requests: number): Attack {
  return { what, usage, stage: 'sockets', rate: Math.min(throttle / requests, quotas.newSockets), seats: people };
}

/** A socket that opens and closes, in a room that hears of it. */
async function visit(visited: CostedRoom, version: number): Promise<Usage> {
  const entered = sum(await visited.ticket(), await visited.connect(version));
  const greeted = version > 0 ? await visited.hello() : {};
  return sum(entered, greeted, await visited.disconnect());
}

export async function attacks(): Promise<Attack[]> {
  const crowd = presenceSeats - 1;
  const search = `, with ${limits.floorRows} rows to search`;
  return [
    { ...sockets('a ticket for a full room', await room(roomSeats).ticket(), roomSeats, 1), stage: 'page' },
    sockets('a socket, refused there', await room(roomSeats).connect(1, 'room-full'), roomSeats, 1),
    sockets(`a ticket, a socket, its \`hello\` and its end, heard by ${crowd}`, await visit(room(crowd), 1), crowd, 2),
    sockets(`the same without \`hello\`: a classic client, heard by ${crowd}`, await visit(room(crowd), 0), crowd, 1),
    frames(`${quotas.messageBytes / 1024} KB, refused as \`too-large\``, await room(1).tooLarge(), 'other'),
    frames('a say, refused as `slow-down`', await room(1).slowDown(), 'say'),
    frames('a say, refused as `resync`', await room(1).resync(), 'say'),
    frames('a say, refused as `busy`', await room(1).busy(), 'say'),
    frames('a page of history', await room(presenceSeats).page(), 'page', presenceSeats),
    frames(`a \`hello\`, heard by ${crowd}`, await room(presenceSeats).hello(), 'hello', presenceSeats),
    frames(`typing, heard by ${crowd}`, await room(presenceSeats).typing(), 'typing', presenceSeats),
    ...(await Promise.all(
      [1, presenceSeats, roomSeats].map(async (people) =>
        frames(`said to ${people}${search}`, await room(people).say(limits.floorRows), 'say', people),
      ),
    )),
  ];
}

/** The posts that reach sockets in a second: the account's quota has no room for more. */
export const postsOf = ({ usage, rate }: Attack) => Math.min(rate * (usage.posts ?? 0), quotas.requests - rate);

/** The usage of an hour, apart from posts, and that of posts. API Gateway refuses posts beyond its quota, for free. */
export function hourOf(attack: Attack): { own: Usage; posted: Usage } {
  const { posts = 0, transferred = 0, ...own } = attack.usage;
  const perPost = { posts: 1, transferred: posts && transferred / posts };
  return { own: times(seconds * attack.rate, own), posted: times(seconds * postsOf(attack), perPost) };
}

export const dollarsOf = (attack: Attack): number =>
  Object.values(hourOf(attack)).reduce((total, it) => total + dollars(it), 0);

/** The most of each kind that an hour can cost, with the limit that bounds it. */
export function bounds(all: Attack[]): { what: string; limit: string; dollars: number }[] {
  const posted = all.map((attack) => dollars(hourOf(attack).posted));
  // The functions' time has a bound of its own.
  const ownAt = (stage: Attack['stage']) =>
    all.filter((attack) => attack.stage === stage).map((attack) => dollars({ ...hourOf(attack).own, gbSeconds: 0 }));
  const open = Math.min(throttle, quotas.newSockets) * quotas.socketMinutes * 60;
  return [
    {
      what: 'posts to sockets, with the longest text',
      limit: `API Gateway: ${quotas.requests.toLocaleString('en')} requests a second`,
      dollars: Math.max(...posted),
    },
    {
      what: 'functions that always run, because sockets do not read',
      limit: `Lambda: ${quotas.functions.toLocaleString('en')} functions at once`,
      dollars: dollars({ gbSeconds: gbSeconds(seconds * quotas.functions) }),
    },
    {
      what: 'frames and sockets: their rows and log lines',
      limit: `sockets' stage: ${throttle} requests a second`,
      dollars: Math.max(...ownAt('sockets')),
    },
    {
      what: 'sockets that stay open',
      limit: `sockets' stage, and ${quotas.socketMinutes} minutes for each socket`,
      dollars: dollars({ minutes: open * 60 }),
    },
    {
      what: 'tickets',
      limit: `page's stage: ${throttle} requests a second`,
      dollars: Math.max(...ownAt('page')),
    },
  ];
}
