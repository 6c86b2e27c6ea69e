/** The outcome in an event's log line (see packages/aws/src/handler.ts); undefined for any other line. */
export function outcomeIn(line: string): string | undefined {
  const [json] = /\{"function":.*\}$/.exec(line) ?? [];
  if (json === undefined) return undefined;
  const event: { outcome: string } = JSON.parse(json);
  return event.outcome;
}

/** Whether the line reports an event without an error. A refusal is not an error. */
export function isWell(line: string): boolean {
  const outcome = outcomeIn(line);
  return outcome !== undefined && outcome !== 'error' && outcome !== 'internal';
}
