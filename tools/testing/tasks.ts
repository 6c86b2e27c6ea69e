/** The categories of a browser's trace that `longestTask` reads. */
export const traced = ['toplevel', 'devtools.timeline'];

interface Traced {
  name: string;
  pid: number;
  tid: number;
  args?: { name?: string };
  /** The duration by the clock, in microseconds. */
  dur?: number;
  /** The processor time, in microseconds. */
  tdur?: number;
}

/** The durations of the tasks of all pages' main threads, in milliseconds, the longest first. A frame is one task. */
function taskTimes(trace: Buffer): { wall: number[]; processor: number[] } {
  const { traceEvents }: { traceEvents: Traced[] } = JSON.parse(trace.toString());
  const threadOf = ({ pid, tid }: Traced) => `${pid} ${tid}`;
  const threads = new Set(traceEvents.filter((it) => it.args?.name === 'CrRendererMain').map(threadOf));
  const tasks = traceEvents.filter((it) => it.name.endsWith('RunTask') && threads.has(threadOf(it)));
  const longest = (pick: (it: Traced) => number | undefined) =>
    tasks.map((it) => (pick(it) ?? 0) / 1000).toSorted((a, b) => b - a);
  return { wall: longest((it) => it.dur), processor: longest((it) => it.tdur) };
}

/** The longest task of all pages in a trace, in words, by processor time and by the clock. */
export function longestTask(trace: Buffer): string {
  const { wall, processor } = taskTimes(trace);
  const inMs = (times: number[]) => `${times[0]?.toFixed(0)} ms (${times.filter((it) => it > 50).length} over 50 ms)`;
  return `longest task: ${inMs(processor)} of processor time, ${inMs(wall)} by the clock`;
}
