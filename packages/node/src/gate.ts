import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

/** A wait for the disk takes as long as several turns, so a burst of events is worth so many of them. */
const maxTurns = 4;

export type CommitGate = ReturnType<typeof commitGate>;

/**
 * Stands at the end of each burst of events: of some turns of the event loop, the last of which brought nothing new. All
 * writes of a burst are one group. They are committed there, in one wait for the disk, and only then does anything leave.
 * Meanwhile the rules read rows that are not committed yet, so everything that they answer has to wait here.
 *
 * A commit that fails ends the process. Nobody was told of its rows, and the clients send them again.
 */
export function commitGate(database: DatabaseSync) {
  let hasWrites = false;
  let waiting: (() => void)[] = [];
  let seen = 0;
  let turns = 0;

  function pass(): void {
    if (waiting.length > seen && ++turns < maxTurns) {
      seen = waiting.length;
      setImmediate(pass);
      return;
    }
    if (hasWrites) database.exec('COMMIT');
    hasWrites = false;
    const leaving = waiting;
    waiting = [];
    seen = turns = 0;
    for (const leave of leaving) leave();
  }

  /** Calls back when all writes so far are on the disk. */
  function afterCommit(leave: () => void): void {
    if (waiting.push(leave) === 1) setImmediate(pass);
  }

  /** Waits until all writes so far are on the disk. */
  const passed = () => new Promise<void>(afterCommit);

  /** Prepares a statement that writes. @returns a function that runs it, and tells whether it changed a row */
  function writer(sql: string): (...values: SQLInputValue[]) => boolean {
    const statement = database.prepare(sql);
    return (...values) => {
      if (!hasWrites) database.exec('BEGIN IMMEDIATE');
      hasWrites = true;
      afterCommit(() => {});
      return statement.run(...values).changes > 0;
    };
  }

  return { afterCommit, passed, writer };
}
