// The metric filters of CloudWatch Logs, as far as this app's template uses them.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
import { seriesOf, type Datum } from './metrics.ts';
import { objectsIn, propertiesOf, valueOf, type Naming } from './stack.ts';
import type { Template } from '@arc-chat/plugin-infra';

type Fields = Record<string, unknown>;

/** An event of the log group. It has fields only if all of it is JSON. */
type LogEvent = { text: string; fields?: Fields };

function read(text: string): LogEvent {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { text, fields: { ...parsed } } : { text };
  } catch {
    return { text };
  }
}

/** `$.name`, without the `$.`. @throws Error if it is no such selector, or its field is not in the filter's pattern */
function selected(selector: string, named: string[]): string {
  const [, name] = /^\$\.(\w+)$/.exec(selector) ?? [];
  if (name && named.includes(name)) return name;
  throw new Error(`a filter can use only fields that its pattern names, and not ${selector}`);
}

/** @throws Error for a condition that this file does not know */
function conditionOf(text: string): { field: string; holds(value: unknown): boolean } {
  const [, field = '', operator = '', operand = ''] = /^\$\.(\w+) (=|>) (\*|\d+|"\*"|"[\w-]+")$/.exec(text) ?? [];
  if (operator === '=' && operand === '*') return { field, holds: (it) => typeof it === 'number' };
  if (operator === '=' && operand === '"*"') return { field, holds: (it) => typeof it === 'string' };
  if (operator === '=' && operand.startsWith('"')) return { field, holds: (it) => it === operand.slice(1, -1) };
  if (operator === '>' && /^\d/.test(operand))
    return { field, holds: (it) => typeof it === 'number' && it > Number(operand) };
  throw new Error(`cannot evaluate the condition ${text}`);
}

/** @returns the fields that the pattern names, and whether an event matches it */
function patternOf(pattern: string): { named: string[]; matches(event: LogEvent): boolean } {
  // A term also matches inside a word: AWS's own example is "Exiting with ERRORCODE".
  if (/^\w+$/.test(pattern)) return { named: [], matches: ({ text }) => text.includes(pattern) };
  const [, inner] = /^\{ (.+) \}$/.exec(pattern) ?? [];
  if (inner === undefined) throw new Error(`cannot evaluate the pattern ${pattern}`);
  const conditions = inner.split(' && ').map(conditionOf);
  return {
    named: conditions.map(({ field }) => field),
    matches: ({ fields }) => fields !== undefined && conditions.every(({ field, holds }) => holds(fields[field])),
  };
}

/** What a filter makes of one log event. @throws Error if AWS or this file would not take the filter */
function filterOf(properties: Record<string, unknown>, naming: Naming): (event: LogEvent) => Datum[] {
  const { named, matches } = patternOf(String(properties['FilterPattern']));
  const [transformation = {}] = objectsIn(properties['MetricTransformations']);
  const { MetricNamespace, MetricName, MetricValue, Dimensions, DefaultValue } = transformation;
  if (DefaultValue !== undefined) throw new Error('cannot evaluate a default value');
  const [namespace, name] = [valueOf(MetricNamespace, naming), String(MetricName)];
  const dimensions = objectsIn(Dimensions ?? []).map(
    ({ Key, Value }) => [String(Key), selected(String(Value), named)] as const,
  );
  if (dimensions.length > 3) throw new Error(`${name} has more than three dimensions`);
  const isNumber = /^\d+$/.test(String(MetricValue));
  const field = isNumber ? '' : selected(String(MetricValue), named);
  return (event) => {
    if (!matches(event)) return [];
    const { fields = {} } = event;
    const series = seriesOf(
      namespace,
      name,
      Object.fromEntries(dimensions.map(([key, from]) => [key, String(fields[from])])),
    );
    return [{ series, value: Number(isNumber ? MetricValue : fields[field]) }];
  };
}

/** What the template's filters make of the events of the log group. */
export function filtered(template: Template, naming: Naming, log: string[]): Datum[] {
  const filters = Object.values(propertiesOf(template, 'AWS::Logs::MetricFilter')).map((it) => filterOf(it, naming));
  return log.map(read).flatMap((event) => filters.flatMap((filter) => filter(event)));
}
