import { createHash } from 'node:crypto';
import { Plan } from './plan.ts';
import type { Role } from './script.ts';

const numbers = Array.from({ length: 100 }, (_, i) => i + 1);

const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);

/**
 * Hashes the decisions of a seed, by kind: the first hundred of each person. Two runs with the same options have the same
 * hashes. Timing decides only how many of these decisions a run reaches, and which frame is the nth.
 */
export function fingerprint(seed: number, cast: Role[]): Record<string, string> {
  const plans = cast.map(({ person }) => new Plan(seed, person));
  const each = (decide: (plan: Plan, n: number) => unknown) =>
    hash(plans.map((plan) => numbers.map((n) => decide(plan, n))));
  return {
    people: hash(cast),
    sockets: each((plan, n) => plan.connection(n)),
    requests: each((plan, n) => [plan.request(n, true), plan.request(n, false)]),
    answers: each((plan, n) => [plan.answer(n), plan.isAcknowledgementSwallowed(n)]),
    tickets: each((plan, n) => plan.ticket(n)),
  };
}
