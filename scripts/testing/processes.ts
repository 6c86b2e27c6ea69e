import { execFileSync } from 'node:child_process';

export interface Process {
  pid: number;
  /** The command with all its arguments. */
  args: string;
}

/**
 * The processes that match, and all their descendants, without those of a moment: Architect looks for the children of a
 * call with `ps`, and a process that is about to become `ps` has the arguments of its parent.
 */
export function familyOf(isAncestor: (process: Process) => boolean): Process[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = table.map((line) => {
    const [, pid, parent, args = ''] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), args };
  });
  const argsOf = new Map(all.map(({ pid, args }) => [pid, args]));
  const lasting = all.filter(({ parent, args }) => !args.startsWith('ps ') && args !== argsOf.get(parent));
  const withChildren = (it: Process): Process[] => [
    it,
    ...lasting.filter(({ parent }) => parent === it.pid).flatMap(withChildren),
  ];
  return lasting.filter(isAncestor).flatMap(withChildren);
}

export function isAlive({ pid }: Process): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
