import { decodeClientFrame, effects } from '@arc-chat/protocol';
import type { Code, Heard, Refused } from '@arc-chat/protocol';
import { admit } from './admit.ts';
import { refuse } from './deliver.ts';
import { leave } from './door.ts';
import { hello } from './hello.ts';
import { page } from './page.ts';
import { Refusal } from './refusal.ts';
import { remove } from './remove.ts';
import { say, sayClassic } from './say.ts';
import { typing } from './typing.ts';
import type { Said } from './say.ts';
import type { Ports } from './ports.ts';

/** The outcome of a frame, for the operator. It holds no text and no name. */
export interface Received {
  room?: string;
  type?: string;
  /** The message's place in the log. */
  seq?: number;
  outcome: 'ok' | Code;
}

/** Decodes data from a connection and does what the frame asks. Only the sender hears of a refusal. */
export async function receive(ports: Ports, connection: string, data: unknown): Promise<Received> {
  const decoded = decodeClientFrame(data);
  const about = decoded.ok ? naming(decoded.frame) : decoded.refused;
  try {
    if (decoded.ok) return { ...summary(about), ...(await dispatch(ports, connection, decoded.frame)), outcome: 'ok' };
    // Malformed frames count against the limits too.
    await admit(ports, decoded.refused.room ?? (await roomOf(ports, connection)), connection);
    await refuse(ports, connection, decoded.refused);
    return { ...summary(about), outcome: decoded.refused.code };
  } catch (error) {
    if (!(error instanceof Refusal)) ports.report(error);
    const { code, message, retryAfterMs } = error instanceof Refusal ? error : new Refusal('internal');
    const refused: Refused = { ...about, type: 'refused', code, text: message, ...(retryAfterMs && { retryAfterMs }) };
    // Several frames of a flood may end here at once. The one that removes the seat sends the refusal.
    if (code === 'flood') await leave(ports, connection, () => refuseAndClose(ports, connection, refused));
    else if (effects[code] === 'reconnect') await refuseAndClose(ports, connection, refused);
    else await refuse(ports, connection, refused);
    return { ...summary(about), outcome: code };
  }
}

const summary = ({ room, of }: Pick<Refused, 'room' | 'of'>) => ({ ...(room && { room }), ...(of && { type: of }) });

async function refuseAndClose(ports: Ports, connection: string, refused: Refused): Promise<void> {
  await refuse(ports, connection, refused);
  await ports.sockets.close(connection);
}

async function dispatch(ports: Ports, connection: string, frame: Heard): Promise<Said | void> {
  switch (frame.type) {
    case 'hello':
      return hello(ports, connection, frame);
    case 'say':
      return say(ports, connection, frame);
    case 'remove':
      return remove(ports, connection, frame);
    case 'page':
      return page(ports, connection, frame);
    case 'typing':
      return typing(ports, connection, frame);
    case 'classic':
      return sayClassic(ports, await roomOf(ports, connection), connection, frame.text);
    default:
      return frame satisfies never;
  }
}

/** @throws Refusal `not-seated` */
async function roomOf(ports: Ports, connection: string): Promise<string> {
  const room = await ports.connections.roomOf(connection);
  if (!room) throw new Refusal('not-seated');
  return room;
}

/** The parts of a refusal that name the refused frame. */
function naming(frame: Heard): Pick<Refused, 'room' | 'of' | 'id'> {
  if (frame.type === 'classic') return {};
  const { type: of, room } = frame;
  return { room, of, ...('id' in frame && { id: frame.id }) };
}
