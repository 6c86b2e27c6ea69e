import type { Ticketed } from './ports.ts';

/** Reads the answer of `POST /ticket`. Only a new page gets another session; any other failure may pass by itself. */
export async function readTicket(response: Response): Promise<Ticketed> {
  if (response.status === 401 || response.status === 403) return 'reload';
  if (response.status === 409) return 'full';
  if (!response.ok) return 'later';
  const answer: unknown = await response.json();
  const url = typeof answer === 'object' && answer !== null && 'url' in answer ? answer.url : undefined;
  return typeof url === 'string' ? { url } : 'later';
}
