import { createHash } from 'node:crypto';
import { Plan } from './plan.ts';
import type { Role } from './script.ts';

const connections = Array.from({ length: 30 }, (_, i) => i + 1);
const messages = connections;

const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);

/**
 * Hashes the decisions of a seed, by kind, for each person's first 30 connections and their first 30 messages. Two runs
 * with the same options have the same hashes. Timing decides only how many of these decisions a run reaches.
 */
export function fingerprint(seed: number, cast: Role[]): Record<string, string> {
  const plans = cast.map(({ person }) => new Plan(seed, person));
  const each = (decide: (plan: Plan, connection: number, message: number) => unknown) =>
    hash(plans.map((plan) => connections.map((c) => messages.map((m) => decide(plan, c, m)))));
  return {
    people: hash(cast),
    sockets: hash(plans.map((plan) => connections.map((c) => plan.connection(c)))),
    requests: each((plan, c, m) => [plan.request(c, m, true), plan.request(c, m, false)]),
    answers: each((plan, c, m) => [plan.answer(c, m), plan.isAcknowledgementSwallowed(c, m)]),
    tickets: hash(plans.map((plan) => messages.map((m) => plan.ticket(m)))),
  };
}
