import { connect, type Socket } from 'node:net';
import { Problem } from '../../scripts/lib/root.ts';
import { maskedFrame, opcodes, walkFrames } from './frames.ts';
import type { Reaction, Talk } from './talks/talk.ts';

/** The system sometimes chooses a port that is still in use by an older connection to the same server. */
let localPorts = 0;
const nextLocalPort = () => 6_000 + (localPorts++ % 13_000);

/** Every socket reads into this memory: a chunk is used up before the next one comes. */
const memory = Buffer.allocUnsafe(2 ** 16);
const nothing = Buffer.alloc(0);
const headersEnd = '\r\n\r\n';

export type SeatListener = {
  /** Some frames came, and at least one is a chat message. The frame that is cut at the `end` is not heard yet. */
  onMessages(bytes: Buffer, end: number): void;
  onRefused(againAfterMs: number): void;
};

/** A socket that counts the chat messages it gets. It does as little as possible for each, to be cheaper than a server. */
export class CountingSeat {
  deliveries = 0;
  refusals = 0;
  listener: SeatListener | undefined;
  readonly #talk: Talk;
  readonly #socket: Socket;
  readonly #seated = Promise.withResolvers<void>();
  #isOpen = false;
  #rest = nothing;
  #newest = [0, 0] as [number, number];

  private constructor(talk: Talk, port: number, localAddress: string) {
    this.#talk = talk;
    const callback = (size: number) => {
      this.#read(memory.subarray(0, size));
      return true;
    };
    this.#socket = connect({
      host: '127.0.0.1',
      port,
      localAddress,
      localPort: nextLocalPort(),
      noDelay: true,
      onread: { buffer: memory, callback },
    });
    this.#socket.on('error', (error) => this.#seated.reject(new Problem(`a socket failed: ${error.message}`)));
    this.#socket.on('close', () => this.#seated.reject(new Problem('the server closed a socket')));
  }

  /** Opens a socket, and resolves when the server has let it in. @throws Problem if the server does not */
  static async take(talk: Talk, port: number, localAddress: string): Promise<CountingSeat> {
    const { path, origin } = await talk.upgrade();
    const seat = new CountingSeat(talk, port, localAddress);
    const headers = [
      `Host: 127.0.0.1:${port}`,
      `Origin: ${origin}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ];
    seat.#socket.write(`GET ${path} HTTP/1.1\r\n${headers.join('\r\n')}${headersEnd}`);
    await seat.#seated.promise;
    return seat;
  }

  say(text: string): void {
    this.#send(this.#talk.say(text));
  }

  sayAgain(): void {
    this.#send(this.#talk.again());
  }

  leave(): void {
    this.listener = undefined;
    this.#socket.destroy();
  }

  #send(text: string): void {
    this.#socket.write(maskedFrame(Buffer.from(text)));
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const begin = this.#isOpen ? 0 : this.#open(bytes);
    const frames = begin === 0 ? bytes : bytes.subarray(begin);
    const before = this.deliveries;
    const end = this.#isOpen ? walkFrames(frames, this.#visit(frames)) : 0;
    if (this.listener && this.deliveries > before) {
      this.#talk.learn(frames, ...this.#newest);
      this.listener.onMessages(frames, end);
    }
    this.#rest = end < frames.length ? Buffer.from(frames.subarray(end)) : nothing;
  }

  /** @returns where the frames begin, once the answer to the upgrade is whole */
  #open(bytes: Buffer): number {
    const end = bytes.indexOf(headersEnd);
    if (end === -1) return 0;
    const [status = ''] = bytes.toString('latin1', 0, end).split('\r\n');
    if (!status.includes(' 101 ')) {
      this.#seated.reject(new Problem(`the server answered "${status}" to a socket`));
      this.#socket.destroy();
      return 0;
    }
    this.#isOpen = true;
    this.#react(this.#talk.opened());
    return end + headersEnd.length;
  }

  #visit(bytes: Buffer): (opcode: number, start: number, end: number) => void {
    return (opcode, start, end) => {
      if (opcode === opcodes.text && this.#talk.isMessage(bytes, start)) {
        this.deliveries++;
        this.#newest[0] = start;
        this.#newest[1] = end;
      } else if (opcode === opcodes.text) this.#react(this.#talk.heard(bytes.toString('utf8', start, end)));
      else if (opcode === opcodes.ping) this.#socket.write(maskedFrame(bytes.subarray(start, end), opcodes.pong));
    };
  }

  #react({ send, isSeated, againAfterMs }: Reaction): void {
    if (send !== undefined) this.#send(send);
    if (isSeated) this.#seated.resolve();
    if (againAfterMs === undefined) return;
    this.refusals++;
    this.listener?.onRefused(againAfterMs);
  }
}
