import { deal, Dice } from './dice.ts';

/** What a network does to a frame on its way. */
export type LineFault = { kind: 'swallowed' | 'reordered' } | { kind: 'doubled' | 'delayed'; ms: number };

/** A call that a function makes, by its port and name in packages/chat/src/ports.ts, and what becomes of it. */
export interface FunctionFault {
  call: string;
  /** Which of the calls of this name. */
  nth: number;
  when: 'before' | 'after';
  how: 'die' | 'fail' | 'wait' | 'repeat';
  ms: number;
  kind: (typeof functionKinds)[number];
}

/** How a socket ends, unless its client ends it first. */
const ends = ['cut, both sides', 'cut, client side', 'cut, server side', 'half-open'] as const;

export interface ConnectionPlan {
  isShutOut: boolean;
  end: { kind: (typeof ends)[number]; afterMs: number } | undefined;
  /** How much later than one side the other learns that the socket is gone; until then, what was delayed arrives. */
  lingerMs: number;
  door: FunctionFault | undefined;
}

export type TicketFault =
  { kind: 'ticket refused'; status: number } | { kind: 'ticket unreachable' | 'ticket unanswered' };

const fates = [...ends, 'half-open', 'door shut', undefined, undefined] as const;
const ticketFates = ['ticket refused', 'ticket unreachable', 'ticket unanswered', ...Array<undefined>(7)] as const;
const lineOdds = { swallowed: 0.04, doubled: 0.05, delayed: 0.06, reordered: 0.04 };
const acknowledgementOdds = 0.1;
const functionOdds = { die: 0.05, fail: 0.04, wait: 0.05, repeat: 0.04 };
const sayOdds = { ...functionOdds, die: 0.12 };

const persistToDeliver = 'function died between persist and deliver';
const functionKinds = [
  'function died',
  persistToDeliver,
  'function failed',
  'function waited',
  'call repeated',
] as const;
const kindOf = { die: functionKinds[0], fail: functionKinds[2], wait: functionKinds[3], repeat: functionKinds[4] };

/** The calls of each kind of request; the more interesting ones twice. */
const calls = {
  say: [
    'seats.renew',
    'log.from',
    'log.put',
    'log.put',
    'seats.inRoom',
    'seats.inRoom',
    'sockets.post',
    'sockets.post',
  ],
  read: ['seats.renew', 'seats.inRoom', 'sockets.post'],
  door: ['tickets.use', 'connections.add', 'seats.take'],
} as const;

/** Every kind of fault: a run in which one of them never happened proves nothing about it. */
export const kinds = [
  ...ends,
  'door shut',
  'acknowledgement swallowed',
  ...['request', 'answer'].flatMap((way) => Object.keys(lineOdds).map((kind) => `${way} ${kind}`)),
  ...ticketFates.filter((kind) => kind !== undefined),
  ...functionKinds,
  'page killed',
  'network down',
];

function lineFault(dice: Dice): LineFault | undefined {
  const kind = dice.draw(lineOdds);
  // Some of it longer than a client waits for anything.
  const ms = dice.between(20, 1_800);
  if (kind === undefined) return undefined;
  return kind === 'doubled' || kind === 'delayed' ? { kind, ms } : { kind };
}

function functionFault(dice: Dice, request: keyof typeof calls): FunctionFault | undefined {
  const drawn = dice.draw(request === 'say' ? sayOdds : functionOdds);
  const call = dice.pick<string>(calls[request]);
  const when = dice.pick<'before' | 'after'>(['before', 'after']);
  const nth = call === 'sockets.post' ? dice.between(1, 3) : 1;
  const ms = dice.between(20, 1_500);
  if (drawn === undefined) return undefined;
  // A post never throws: it answers that it failed, which a swallowed frame is for whoever does not get it.
  const how = drawn === 'fail' && call === 'sockets.post' ? 'die' : drawn;
  const fault: FunctionFault = { call, nth, when, how, ms, kind: kindOf[how] };
  const isInBetween =
    (call === 'log.put' && when === 'after') ||
    call === 'seats.inRoom' ||
    (call === 'sockets.post' && nth === 1 && when === 'before');
  return request === 'say' && how === 'die' && isInBetween ? { ...fault, kind: persistToDeliver } : fault;
}

/** What goes wrong with one person's sockets and tickets: the same for the same seed, whenever it is asked. */
export class Plan {
  readonly #key: [number, string];

  constructor(seed: number, person: string) {
    this.#key = [seed, person];
  }

  connection(connection: number): ConnectionPlan {
    const fate = deal(fates, connection, ...this.#key, 'sockets');
    const dice = new Dice(...this.#key, 'socket', connection);
    const afterMs = dice.between(200, 4_000);
    return {
      isShutOut: fate === 'door shut',
      end: fate === undefined || fate === 'door shut' ? undefined : { kind: fate, afterMs },
      lingerMs: dice.between(0, 2_500),
      door: functionFault(dice, 'door'),
    };
  }

  request(connection: number, message: number, isSay: boolean): { line?: LineFault; inside?: FunctionFault } {
    const dice = new Dice(...this.#key, 'request', connection, message);
    const line = lineFault(dice);
    const inside = functionFault(dice, isSay ? 'say' : 'read');
    return { ...(line && { line }), ...(inside && { inside }) };
  }

  answer(connection: number, message: number): LineFault | undefined {
    return lineFault(new Dice(...this.#key, 'answer', connection, message));
  }

  isAcknowledgementSwallowed(connection: number, message: number): boolean {
    return new Dice(...this.#key, 'acknowledgement', connection, message).happens(acknowledgementOdds);
  }

  ticket(request: number): TicketFault | undefined {
    const kind = deal(ticketFates, request, ...this.#key, 'tickets');
    const status = new Dice(...this.#key, 'ticket', request).pick([500, 502, 503, 429]);
    return kind && (kind === 'ticket refused' ? { kind, status } : { kind });
  }
}
