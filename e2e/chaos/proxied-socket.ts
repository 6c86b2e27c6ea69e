import { decodeClientFrame, decodeServerFrame } from '@arc-chat/protocol';
import WebSocket from 'ws';
import { Lane } from './lane.ts';
import type { ConnectionPlan, FunctionFault, Plan } from './plan.ts';
import type { Storm } from './storm.ts';

/** Adds a function's fault to a frame. The function takes it out again, see function/ws-default.ts. */
const withFault = (text: string, chaos: FunctionFault) => JSON.stringify({ ...JSON.parse(text), chaos });

const to = (socket: WebSocket) => (data: string) => {
  if (socket.readyState === WebSocket.OPEN) socket.send(data);
};

/** The numbers of a person's frames in the storm, over all their sockets. */
export interface FrameCounts {
  requests: number;
  answers: number;
  acknowledgements: number;
}

/**
 * A client's socket and the server's socket, with a bad network between them. Faults act on whole frames, because a
 * malformed WebSocket frame kills the sandbox.
 */
export class ProxiedSocket {
  readonly #client: WebSocket;
  readonly #server: WebSocket;
  readonly #number: number;
  readonly #plan: Plan;
  readonly #storm: Storm;
  readonly #counts: FrameCounts;
  readonly #said = new Set<string>();
  #isSilent = false;

  constructor(client: WebSocket, server: WebSocket, number: number, plan: Plan, counts: FrameCounts, storm: Storm) {
    this.#client = client;
    this.#server = server;
    this.#number = number;
    this.#plan = plan;
    this.#counts = counts;
    this.#storm = storm;
  }

  begin(): void {
    const up = new Lane(to(this.#server));
    const down = new Lane(to(this.#client));
    this.#client.addEventListener('message', ({ data }) => {
      if (!this.#isSilent && typeof data === 'string') this.#request(up, data);
    });
    this.#server.addEventListener('message', ({ data }) => {
      if (!this.#isSilent && typeof data === 'string') this.#answer(down, data);
    });
    this.#client.on('error', () => {});
    this.#arrangeEnd(this.#plan.connection(this.#number));
  }

  /** Drops every frame from now on. Both sockets stay open, so neither side notices. */
  silence(): void {
    this.#isSilent = true;
  }

  #request(up: Lane, text: string): void {
    const { ok, frame } = { frame: undefined, ...decodeClientFrame(text) };
    const isSay = ok && (frame?.type === 'say' || frame?.type === 'remove');
    if (isSay) this.#said.add(frame.id);
    if (!this.#storm.isRaging) return up.pass(text, undefined);
    const { line, inside } = this.#plan.request(++this.#counts.requests, isSay);
    if (line) this.#storm.count(`request ${line.kind}`);
    up.pass(inside && this.#storm.host === 'sandbox' ? withFault(text, inside) : text, line, text);
  }

  #answer(down: Lane, text: string): void {
    const frame = decodeServerFrame(text);
    if (frame?.type === 'refused') this.#storm.countRefusal(frame.code);
    if (!this.#storm.isRaging) return down.pass(text, undefined);
    const isAcknowledgement = frame?.type === 'said' && this.#said.has(frame.id);
    if (isAcknowledgement && this.#plan.isAcknowledgementSwallowed(++this.#counts.acknowledgements)) {
      return this.#storm.count('acknowledgement swallowed');
    }
    const line = this.#plan.answer(++this.#counts.answers);
    if (line) this.#storm.count(`answer ${line.kind}`);
    down.pass(text, line);
  }

  /** Ends the socket as planned. When one side is gone, the other side is closed at once or after `lingerMs`. */
  #arrangeEnd({ end, lingerMs }: ConnectionPlan): void {
    let serverLearnsAfter = lingerMs;
    let clientLearnsAfter = 0;
    const timer = setTimeout(() => {
      if (!end || !this.#storm.isRaging) return;
      this.#storm.count(end.kind);
      if (end.kind === 'half-open') this.silence();
      else if (end.kind === 'cut, client side') this.#client.terminate();
      else {
        serverLearnsAfter = 0;
        clientLearnsAfter = end.kind === 'cut, server side' ? lingerMs : 0;
        this.#server.terminate();
      }
    }, end?.afterMs);
    this.#client.on('close', () => {
      clearTimeout(timer);
      setTimeout(() => this.#server.close(), serverLearnsAfter);
    });
    this.#server.on('close', () => {
      clearTimeout(timer);
      setTimeout(() => this.#client.terminate(), clientLearnsAfter);
    });
  }
}
