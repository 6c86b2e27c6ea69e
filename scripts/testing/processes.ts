import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

export interface Process {
  pid: number;
  /** The command with all its arguments. */
  args: string;
}

/** The processes that match, and all their descendants. */
export function familyOf(isAncestor: (process: Process) => boolean): Process[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = table.map((line) => {
    const [, pid, parent, args = ''] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), args };
  });
  const withChildren = (it: Process): Process[] => [
    it,
    ...all.filter(({ parent }) => parent === it.pid).flatMap(withChildren),
  ];
  return all.filter(isAncestor).flatMap(withChildren);
}

export function isAlive({ pid }: Process): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export async function allEnd(processes: Process[]): Promise<void> {
  while (processes.some(isAlive)) await delay(20);
}
