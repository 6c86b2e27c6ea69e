import type { Options } from './options.ts';
import type { Report } from './run.ts';

/** The first of them, which are enough to begin with. */
function listed(what: string, texts: string[]): string[] {
  const some = texts.slice(0, 10).map((text) => `"${text}"`);
  return texts.length > 0 ? [`${what}: ${some.join(', ')}${texts.length > 10 ? ', …' : ''}`] : [];
}

/** Everything for which a run fails; a run that tried nothing has shown nothing. */
export function failuresOf(report: Report, { seconds, people }: Options): string[] {
  const { sent, lost, doubled, reordered, wrong, stuck, restarts, faults } = report;
  const failures = [...listed('lost', lost), ...listed('doubled', doubled), ...listed('reordered', reordered)];
  failures.push(...wrong, ...stuck);
  if (restarts > 0) failures.push(`${restarts} times a client took the history for another one`);
  const atLeast = Math.floor((people * seconds) / 4);
  if (sent < atLeast) failures.push(`only ${sent} messages were sent, where ${atLeast} would be few`);
  for (const [kind, times] of faults) if (times === 0) failures.push(`nothing of this kind happened: ${kind}`);
  return failures;
}

export function summary({ sent, lost, doubled, reordered, faults, refusals, loads, connections }: Report): string {
  const total = [...faults.values()].reduce((a, b) => a + b, 0);
  return [
    `${sent} sent, ${lost.length} lost, ${doubled.length} doubled, ${reordered.length} reordered`,
    `refused by the server: ${[...refusals].map(([code, times]) => `${times} ${code}`).join(', ') || 'nothing'}`,
    `${loads} pages loaded, ${connections} connections, ${total} faults:`,
    ...[...faults].map(([kind, times]) => `${String(times).padStart(6)}  ${kind}`),
  ].join('\n');
}
