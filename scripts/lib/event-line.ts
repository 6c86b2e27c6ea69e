/** The outcome in a line that a function has logged of an event; undefined for every other line. See packages/aws/src/handler.ts. */
export function outcomeIn(line: string): string | undefined {
  const [json] = /\{"function":.*\}$/.exec(line) ?? [];
  if (json === undefined) return undefined;
  const event: { outcome: string } = JSON.parse(json);
  return event.outcome;
}

/** Whether it tells of an event that went as events go: what is refused is not a fault of ours. */
export function isWell(line: string): boolean {
  const outcome = outcomeIn(line);
  return outcome !== undefined && outcome !== 'error' && outcome !== 'internal';
}
