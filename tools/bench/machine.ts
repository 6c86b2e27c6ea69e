import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** The machine and its present load: the figures depend on them. */
export function machine() {
  const cores = availableParallelism();
  const [load = 0, ...loads] = loadavg();
  return {
    cpu: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cores} ${cores === 1 ? 'core' : 'cores'}, ${arch()}`,
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GB`,
    system: `${type()} ${release()}`,
    node: process.version,
    date: `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    load: [load, ...loads].map((it) => it.toFixed(2)).join(', '),
    /** Whether other processes are so busy that they distort the figures. */
    isBusy: load > cores / 4,
  };
}

export type Machine = ReturnType<typeof machine>;
