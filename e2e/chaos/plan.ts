import { deal, Dice } from './dice.ts';

/** A fault of the network in one frame. A swallowed frame never arrives. `ms`: the delay of the frame or its copy. */
export type LineFault = { kind: 'swallowed' | 'reordered' } | { kind: 'doubled' | 'delayed'; ms: number };

/** A fault in a function, at one of its calls to a port. */
export interface FunctionFault {
  /** The port and its method in packages/chat/src/ports.ts: `log.put`, say. */
  call: string;
  /** 1 for the first call with this name in an invocation. */
  nth: number;
  when: 'before' | 'after';
  /**
   * `die`: the process exits. `fail`: the call throws. `wait`: it takes `ms` longer. `repeat`: it is made twice. `refuse`:
   * every post of the invocation fails, as to sockets that do not read.
   */
  how: 'die' | 'fail' | 'wait' | 'repeat' | 'refuse';
  ms: number;
  /** The name under which the run counts the fault. */
  kind: (typeof functionKinds)[number];
}

/** How the network breaks a socket that the client has not closed. `half-open`: it stays open and drops all frames. */
const ends = ['cut, both sides', 'cut, client side', 'cut, server side', 'half-open'] as const;

export interface ConnectionPlan {
  /** The request for the socket is answered with 503. */
  isShutOut: boolean;
  end: { kind: (typeof ends)[number]; afterMs: number } | undefined;
  /** One side may be closed this much later than the other. Until then, it still gets delayed frames. */
  lingerMs: number;
  /** A fault in ws-connect. */
  door: FunctionFault | undefined;
}

export type TicketFault =
  { kind: 'ticket refused'; status: number } | { kind: 'ticket unreachable' | 'ticket unanswered' };

const none = (times: number) => Array<undefined>(times);

/** The decks that `deal` shuffles. Undefined is no fault. */
const fates = [...ends, 'half-open', 'socket refused', ...none(2)] as const;
const ticketFates = ['ticket refused', 'ticket unreachable', 'ticket unanswered', ...none(7)] as const;
const lineKinds = ['swallowed', 'doubled', 'delayed', 'reordered'] as const;
const lineFates = [...lineKinds, ...none(16)] as const;
const acknowledgementFates = ['swallowed', ...none(9)] as const;
/** A request other than a say takes `die in a say` for no fault. */
const functionFates = ['die', 'fail', 'wait', 'repeat', 'refuse', 'die in a say', 'die in a say', ...none(13)] as const;

const persistToDeliver = 'function died between persist and deliver';
const functionKinds = [
  'function died',
  persistToDeliver,
  'function failed',
  'function waited',
  'call repeated',
  'posts failed',
] as const;
const kindOf = {
  die: functionKinds[0],
  fail: functionKinds[2],
  wait: functionKinds[3],
  repeat: functionKinds[4],
  refuse: functionKinds[5],
};

/**
 * The calls that a fault can hit, by kind of request. A call that is listed twice is hit twice as often. A removal is said
 * like a message; only a removal erases.
 */
const calls = {
  say: [
    'seats.renew',
    'log.from',
    'log.erase',
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

/** The moments at which the one process is killed, at the end of a turn. */
const moments = ['before a commit', 'in a commit', 'after a commit'] as const;
export type Moment = (typeof moments)[number];

/** The kinds of fault of the network and of the pages. */
const outerKinds = [
  ...ends,
  'socket refused',
  'acknowledgement swallowed',
  ...['request', 'answer'].flatMap((way) => lineKinds.map((kind) => `${way} ${kind}`)),
  ...ticketFates.filter((kind) => kind !== undefined),
  'page killed',
  'network down',
];

export type HostName = 'sandbox' | 'process';

/** Every kind of fault, by host. */
export const kinds: Record<HostName, string[]> = {
  sandbox: [...outerKinds, ...functionKinds, 'server killed'],
  process: [...outerKinds, ...moments.map((moment) => `server killed ${moment}`)],
};

/**
 * The kinds that have to happen, because a run proves nothing about a kind that never happened. The faults of the network
 * are the same for both hosts, and a run on the sandbox has them all.
 */
export const neededKinds: Record<HostName, string[]> = {
  sandbox: kinds.sandbox,
  process: kinds.process.filter((kind) => kind.startsWith('server killed') || kind === 'page killed'),
};

function lineFault(fate: (typeof lineFates)[number], dice: Dice): LineFault | undefined {
  if (fate === undefined) return undefined;
  // Often longer than a client waits before it sends a message again (`resendMs` in page.ts).
  const ms = dice.between(20, 1_800);
  return fate === 'doubled' || fate === 'delayed' ? { kind: fate, ms } : { kind: fate };
}

function functionFault(
  fate: (typeof functionFates)[number],
  dice: Dice,
  request: keyof typeof calls,
): FunctionFault | undefined {
  if (fate === undefined || (fate === 'die in a say' && request !== 'say')) return undefined;
  const how = fate === 'die in a say' ? 'die' : fate;
  // A post never fails: it returns 'failed', as `refuse` makes it do.
  const [first, ...others] = calls[request];
  const call = dice.pick<string>([first, ...others.filter((it) => how !== 'fail' || it !== 'sockets.post')]);
  const when = dice.pick<'before' | 'after'>(['before', 'after']);
  const nth = call === 'sockets.post' ? dice.between(1, 3) : 1;
  const ms = dice.between(20, 1_500);
  const fault: FunctionFault = { call, nth, when, how, ms, kind: kindOf[how] };
  // `append` puts the row, then `say` reads the seats, then it posts.
  const isInBetween =
    (call === 'log.put' && when === 'after') ||
    call === 'seats.inRoom' ||
    (call === 'sockets.post' && nth === 1 && when === 'before');
  return request === 'say' && how === 'die' && isInBetween ? { ...fault, kind: persistToDeliver } : fault;
}

/**
 * Decides all faults of one person's sockets, frames and tickets, each by its number from 1 on, over all sockets. The
 * same seed always gives the same answers.
 */
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
      isShutOut: fate === 'socket refused',
      end: fate === undefined || fate === 'socket refused' ? undefined : { kind: fate, afterMs },
      lingerMs: dice.between(0, 2_500),
      door: functionFault(deal(functionFates, connection, ...this.#key, 'doors'), dice, 'door'),
    };
  }

  /** `line`: a fault of the network. `inside`: a fault in the function that handles the frame. */
  request(request: number, isSay: boolean): { line?: LineFault; inside?: FunctionFault } {
    const dice = new Dice(...this.#key, 'request', request);
    const line = lineFault(deal(lineFates, request, ...this.#key, 'requests'), dice);
    const fate = deal(functionFates, request, ...this.#key, 'functions');
    const inside = functionFault(fate, dice, isSay ? 'say' : 'read');
    return { ...(line && { line }), ...(inside && { inside }) };
  }

  answer(answer: number): LineFault | undefined {
    const fate = deal(lineFates, answer, ...this.#key, 'answers');
    return lineFault(fate, new Dice(...this.#key, 'answer', answer));
  }

  isAcknowledgementSwallowed(acknowledgement: number): boolean {
    return deal(acknowledgementFates, acknowledgement, ...this.#key, 'acknowledgements') !== undefined;
  }

  /** The moments of a run's kills. */
  static kill(seed: number, kill: number): Moment {
    return deal(moments, kill, seed, 'kills') ?? moments[0];
  }

  ticket(request: number): TicketFault | undefined {
    const kind = deal(ticketFates, request, ...this.#key, 'tickets');
    const status = new Dice(...this.#key, 'ticket', request).pick([500, 502, 503, 429]);
    return kind && (kind === 'ticket refused' ? { kind, status } : { kind });
  }
}
