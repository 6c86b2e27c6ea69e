import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';

const patienceMs = 5_000;

/** A frame as a client sends it, or nearly so. The mask is zero, so the payload stays readable. */
export function frame(
  opcode: number,
  payload: string | Uint8Array = '',
  { isLast = true, reserved = 0, isMasked = true, length = Buffer.byteLength(payload) } = {},
): Buffer {
  const first = (isLast ? 0x80 : 0) | reserved | opcode;
  const masked = isMasked ? 0x80 : 0;
  const header = Buffer.from([first, masked | (length < 126 ? length : length < 65_536 ? 126 : 127)]);
  const size = Buffer.alloc(length < 126 ? 0 : length < 65_536 ? 2 : 8);
  if (size.length === 2) size.writeUInt16BE(length);
  if (size.length === 8) size.writeBigUInt64BE(BigInt(length));
  return Buffer.concat([header, size, Buffer.alloc(isMasked ? 4 : 0), Buffer.from(payload)]);
}

export const textFrame = (payload: string | Uint8Array) => frame(1, payload);

const upgrading = {
  host: '127.0.0.1',
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** The request for a socket. A header that is '' is left out. */
export function handshake(path: string, headers: Record<string, string> = {}, method = 'GET'): string {
  const lines = Object.entries({ ...upgrading, ...headers }).filter(([, value]) => value !== '');
  return [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

interface Frame {
  opcode: number;
  payload: Buffer;
}

/** A TCP connection that says any bytes. It reads the answer to a handshake, and the frames after it. */
export class Raw {
  readonly stream: Socket;
  readonly frames: Frame[] = [];
  /** The status of the answer. */
  status: number | undefined;
  isOver = false;
  #unread: Buffer = Buffer.alloc(0);
  readonly #changes = new EventEmitter().setMaxListeners(0);

  private constructor(stream: Socket) {
    this.stream = stream;
    stream.setNoDelay();
    stream.on('error', () => {});
    stream.on('drain', () => this.#changes.emit('change'));
    stream.on('close', () => {
      this.isOver = true;
      this.#changes.emit('change');
    });
    stream.on('data', (bytes) => {
      this.#unread = Buffer.concat([this.#unread, Buffer.from(bytes)]);
      while (this.#read());
      this.#changes.emit('change');
    });
  }

  /** @param allowHalfOpen goes on sending after the server's last byte */
  static async connect(port: number, allowHalfOpen = false): Promise<Raw> {
    const stream = connect({ port, host: '127.0.0.1', allowHalfOpen });
    await once(stream, 'connect');
    return new Raw(stream);
  }

  write(bytes: string | Uint8Array): this {
    this.stream.write(bytes);
    return this;
  }

  /** Writes the bytes again and again, until the server has closed the connection. */
  async writeUntilOver(bytes: Uint8Array, most = Infinity): Promise<void> {
    for (let sent = 0; !this.isOver && sent < most; sent++) {
      this.stream.write(bytes);
      await new Promise((resolve) => setImmediate(resolve));
      await this.until(() => this.isOver || !this.stream.writableNeedDrain, 'the server reads');
    }
  }

  /** @returns whether there was something whole to read */
  #read(): boolean {
    const bytes = this.#unread;
    if (this.status !== undefined && this.status !== 101) return false;
    if (this.status === undefined) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end === -1) return false;
      this.status = Number(bytes.subarray(9, 12).toString());
      this.#unread = bytes.subarray(end + 4);
      return true;
    }
    const [first, second] = bytes;
    if (first === undefined || second === undefined || bytes.length < 4) return false;
    const [start, length] = second < 126 ? [2, second] : [4, bytes.readUInt16BE(2)];
    if (bytes.length < start + length) return false;
    this.frames.push({ opcode: first & 0xf, payload: bytes.subarray(start, start + length) });
    this.#unread = bytes.subarray(start + length);
    return true;
  }

  /** Waits until something is so. It is asked again after each change. */
  async until(isSo: () => boolean, what: string): Promise<void> {
    const signal = AbortSignal.timeout(patienceMs);
    while (!isSo()) {
      await once(this.#changes, 'change', { signal }).catch(() => {
        throw new Error(`this did not happen: ${what}`);
      });
    }
  }

  async answer(): Promise<number | undefined> {
    await this.until(() => this.status !== undefined || this.isOver, 'an answer');
    return this.status;
  }

  end = () => this.until(() => this.isOver, 'the end of the connection');

  /** The code of the server's close frame. 0: it sent none. */
  get closeCode(): number {
    return this.frames.find(({ opcode }) => opcode === 8)?.payload.readUInt16BE() ?? 0;
  }

  /** All text frames so far. */
  get heard(): Record<string, unknown>[] {
    return this.frames.filter(({ opcode }) => opcode === 1).map(({ payload }) => JSON.parse(String(payload)));
  }
}
