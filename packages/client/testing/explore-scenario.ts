import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { explore } from '@arc-chat/chat/testing/explore';
import { Model } from './model.ts';
import type { Explored } from '@arc-chat/chat/testing/explore';
import type { Scenario } from './scenario.ts';

/**
 * Tries every schedule of a scenario, in a thread of its own. In the thread of a test, node:test follows each promise,
 * and the exploration would take three times as long.
 */
export function exploreScenario(scenario: Scenario): Promise<Explored> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: scenario });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

if (!isMainThread) {
  const scenario: Scenario = workerData;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
  parentPort?.postMessage(await explore((choose) => new Model(scenario).play(choose)));
}
