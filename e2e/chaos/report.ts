import type { Options, Report } from './run.ts';

/** Everything for which a run fails; a run that tried nothing has shown nothing. */
export function failuresOf(report: Report, { seconds, people }: Options): string[] {
  const { sent, lost, doubled, reordered, wrong, stuck, restarts, faults } = report;
  const failures = [
    ...lost.map((text) => `lost: "${text}"`),
    ...doubled.map((text) => `doubled: "${text}"`),
    ...reordered.map((text) => `reordered: "${text}"`),
    ...wrong,
    ...stuck,
  ];
  if (restarts > 0) failures.push(`${restarts} times a client took the history for another one`);
  const atLeast = Math.floor((people * seconds) / 4);
  if (sent < atLeast) failures.push(`only ${sent} messages were sent, where ${atLeast} would be few`);
  for (const [kind, times] of faults) if (times === 0) failures.push(`nothing of this kind happened: ${kind}`);
  return failures;
}

export function summary({ sent, lost, doubled, reordered, faults, loads, connections }: Report): string {
  const total = [...faults.values()].reduce((a, b) => a + b, 0);
  return [
    `${sent} sent, ${lost.length} lost, ${doubled.length} doubled, ${reordered.length} reordered`,
    `${loads} pages loaded, ${connections} connections, ${total} faults:`,
    ...[...faults].map(([kind, times]) => `${String(times).padStart(6)}  ${kind}`),
  ].join('\n');
}
