// Loaded before the server. Kills the process at the moment of a commit that the parent process names.
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import type { Moment } from '../plan.ts';

let next: Moment | undefined;
process.on('message', (moment: Moment) => (next = moment));

const die = () => process.kill(process.pid, 'SIGKILL');

/** Another thread waits here, and kills the process while this one waits for the disk. */
const flag = new Int32Array(new SharedArrayBuffer(4));
new Worker(
  `const { workerData } = require('node:worker_threads');
  Atomics.wait(workerData, 0, 0);
  process.kill(process.pid, 'SIGKILL');`,
  { eval: true, workerData: flag },
).unref();

const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (sql) {
  const moment = sql === 'COMMIT' ? next : undefined;
  if (moment === 'before a commit') die();
  if (moment === 'in a commit') {
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  }
  exec.call(this, sql);
  // Nothing has left yet.
  if (moment) die();
};
