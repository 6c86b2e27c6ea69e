import { add, type Mend, type Resource } from './template.ts';

/** The metrics of a stage have the name of its stack as their namespace. */
export const namespace = { Ref: 'AWS::StackName' };

interface Counted {
  /**
   * The lines that count. It names each field that `value` and `by` use: a filter can use no other field.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   */
  pattern: string;
  /** A number, or the field of the line that holds it. */
  value: string;
  unit: 'Count' | 'Milliseconds';
  /** The fields that tell apart the metric's series. */
  by?: string[];
}

const count = { value: '1', unit: 'Count' } as const;
const field = (name: string): Counted => ({ pattern: `{ $.${name} = * }`, value: `$.${name}`, unit: 'Count' });

/**
 * The metrics that are made from the functions' log lines, one line of JSON an event: see packages/aws/src/handler.ts.
 * `Reported` counts errors that a function reported with `console.error`. Lambda writes `ERROR` before them.
 */
const metrics: Record<string, Counted> = {
  Outcomes: { ...count, pattern: '{ $.function = "*" && $.outcome = "*" }', by: ['function', 'outcome'] },
  Internal: { ...count, pattern: '{ $.outcome = "internal" }' },
  NewLog: { ...count, pattern: '{ $.outcome = "new-log" }' },
  Busy: { ...count, pattern: '{ $.outcome = "busy" }' },
  Reported: { ...count, pattern: 'ERROR' },
  Delivered: field('delivered'),
  Gone: field('gone'),
  Failed: field('failed'),
  Left: field('left'),
  Tries: { ...field('puts'), pattern: '{ $.puts > 0 }' },
  Milliseconds: { ...field('ms'), unit: 'Milliseconds' },
};

const filter = (name: string, { pattern, value, unit, by = [] }: Counted): Resource => ({
  Type: 'AWS::Logs::MetricFilter',
  Properties: {
    LogGroupName: { Ref: 'Logs' },
    FilterPattern: pattern,
    MetricTransformations: [
      {
        MetricNamespace: namespace,
        MetricName: name,
        MetricValue: value,
        Unit: unit,
        ...(by.length > 0 && { Dimensions: by.map((it) => ({ Key: it, Value: `$.${it}` })) }),
      },
    ],
  },
});

/** A handler that answers 200 and could not do its work is no error to Lambda. Its log line says it. */
export const measure: Mend = (template) =>
  add(template, Object.fromEntries(Object.entries(metrics).map(([name, it]) => [`${name}Metric`, filter(name, it)])));
