import type { Ticketed } from './connection.ts';

/** Reads the answer of `POST /ticket`. What may be over in a moment is asked again; what is not needs a new page. */
export async function readTicket(response: Response): Promise<Ticketed> {
  if (response.status === 401 || response.status === 403) return 'reload';
  if (!response.ok) return 'later';
  const answer: unknown = await response.json();
  const url = typeof answer === 'object' && answer !== null && 'url' in answer ? answer.url : undefined;
  return typeof url === 'string' ? { url } : 'later';
}
