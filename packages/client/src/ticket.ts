import { doorCodes } from '@arc-chat/protocol';
import type { Ticketed } from './ports.ts';

/** Reads the answer of `POST /ticket`. Only a new page gets another session; any other failure may pass by itself. */
export async function readTicket(response: Response): Promise<Ticketed> {
  const answer: unknown = await response.json().catch(() => undefined);
  const { url, code } = Object(answer);
  if (response.ok && typeof url === 'string') return { url };
  const refusal = doorCodes.find((it) => it === code);
  return refusal ?? (response.status === 401 || response.status === 403 ? 'reload' : 'later');
}
