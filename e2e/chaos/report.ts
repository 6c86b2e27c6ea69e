import type { Options } from './options.ts';
import type { Report } from './run.ts';

/** Lists the first ten texts in one line; no line if there are none. */
function listed(title: string, texts: string[]): string[] {
  const some = texts.slice(0, 10).map((text) => `"${text}"`);
  return texts.length > 0 ? [`${title}: ${some.join(', ')}${texts.length > 10 ? ', …' : ''}`] : [];
}

/** The reasons why a run fails. Without enough messages and every kind of fault, a run proves too little and fails. */
export function failuresOf(report: Report, { seconds, people }: Options): string[] {
  const { sent, removed, lost, doubled, reordered, wrong, stuck, restarts, missing } = report;
  const failures = [...listed('lost', lost), ...listed('doubled', doubled), ...listed('reordered', reordered)];
  failures.push(...wrong, ...stuck);
  if (restarts > 0) failures.push(`clients started their history over ${restarts} times, but no log was replaced`);
  const atLeast = Math.floor((people * seconds) / 4);
  if (sent < atLeast) failures.push(`only ${sent} messages were written; at least ${atLeast} are needed`);
  if (removed === 0) failures.push('no message was removed; try more --seconds');
  failures.push(...missing.map((kind) => `fault never happened: ${kind}; try more --seconds`));
  return failures;
}

export function summary({
  sent,
  removed,
  lost,
  doubled,
  reordered,
  faults,
  refusals,
  loads,
  connections,
}: Report): string {
  const total = [...faults.values()].reduce((a, b) => a + b, 0);
  return [
    `${sent} sent, ${removed} removed, ${lost.length} lost, ${doubled.length} doubled, ${reordered.length} reordered`,
    `refused by the server: ${[...refusals].map(([code, times]) => `${times} ${code}`).join(', ') || 'nothing'}`,
    `${loads} pages loaded, ${connections} connections, ${total} faults:`,
    ...[...faults].map(([kind, times]) => `${String(times).padStart(6)}  ${kind}`),
  ].join('\n');
}
