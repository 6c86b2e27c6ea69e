// The alarms of CloudWatch, as far as this app's template uses them.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
import { runInNewContext } from 'node:vm';
import { filtered } from './filters.ts';
import { seriesOf, type Datum, type Period } from './metrics.ts';
import { objectsIn, propertiesOf, valueOf, type Naming } from './stack.ts';
import type { Template } from '@arc-chat/plugin-infra';

type Properties = Record<string, unknown>;

/** The number of a period. Undefined: the period has no data. */
type Measure = (data: Datum[]) => number | undefined;

const statistics: Record<string, (values: number[]) => number> = {
  Sum: (values) => values.reduce((sum, it) => sum + it, 0),
  p99: (values) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? NaN,
};

/** @throws Error if the period is not five minutes, or the statistic is not known */
function measureOf(
  { Namespace, MetricName, Dimensions }: Properties,
  statistic: unknown,
  period: unknown,
  naming: Naming,
): Measure {
  const dimensions = objectsIn(Dimensions ?? []).map(
    ({ Name, Value }) => [String(Name), valueOf(Value, naming)] as const,
  );
  const series = seriesOf(valueOf(Namespace, naming), String(MetricName), Object.fromEntries(dimensions));
  const compute = statistics[String(statistic)];
  if (!compute || period !== 300) throw new Error(`cannot evaluate ${String(statistic)} of ${String(period)} seconds`);
  return (data) => {
    const values = data.filter((it) => it.series === series).map(({ value }) => value);
    return values.length === 0 ? undefined : compute(values);
  };
}

/**
 * An arithmetic expression over metrics. A division by zero makes no data. AWS documents that missing data counts as 0.
 * No alarm should rely on that, so an expression that has only a part of its data is an error here.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
function expressionOf(metrics: Properties[], naming: Naming): Measure {
  const parts = metrics.flatMap(({ Id, MetricStat }) =>
    objectsIn([MetricStat]).map(({ Metric, Stat, Period }) => {
      const [metric = {}] = objectsIn([Metric]);
      return [String(Id), measureOf(metric, Stat, Period, naming)] as const;
    }),
  );
  const [result, ...others] = metrics.filter(({ ReturnData }) => ReturnData === true);
  const expression = String(result?.['Expression']);
  const isArithmetic = /^[\w\s.+*/()-]+$/.test(expression) && !/[a-z]\w*\s*\(/i.test(expression);
  if (!isArithmetic || others.length > 0) throw new Error(`cannot evaluate the expression ${expression}`);
  return (data) => {
    const values = parts.map(([id, measure]) => [id, measure(data)] as const);
    const missing = values.filter(([, value]) => value === undefined).map(([id]) => id);
    if (missing.length === values.length) return undefined;
    if (missing.length > 0) throw new Error(`${expression} has no ${missing.join(', ')}`);
    const value: unknown = runInNewContext(expression, Object.fromEntries(values));
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  };
}

/** Whether an alarm is raised after the last of these periods. */
function isRaised(values: (number | undefined)[], evaluated: number, threshold: number): boolean {
  // CloudWatch leaves out periods without data, and looks further back instead: at five periods to evaluate three. If
  // too few have data, the others count as good.
  const recent = values.slice(-evaluated - 2).filter((it) => it !== undefined);
  return recent.length >= evaluated && recent.slice(-evaluated).every((it) => it >= threshold);
}

/** @throws Error if the alarm has a property that this file does not know */
function alarmOf(properties: Properties, naming: Naming): (periods: Datum[][]) => boolean {
  const { Metrics, Statistic, ExtendedStatistic, Period, EvaluationPeriods, Threshold, ...others } = properties;
  const { ComparisonOperator, TreatMissingData, DatapointsToAlarm } = others;
  if (ComparisonOperator !== 'GreaterThanOrEqualToThreshold')
    throw new Error(`cannot evaluate ${String(ComparisonOperator)}`);
  if (TreatMissingData !== 'notBreaching') throw new Error(`cannot evaluate ${String(TreatMissingData)}`);
  if (DatapointsToAlarm !== undefined) throw new Error('cannot evaluate DatapointsToAlarm');
  const measure = Metrics
    ? expressionOf(objectsIn(Metrics), naming)
    : measureOf(others, Statistic ?? ExtendedStatistic, Period, naming);
  return (periods) => {
    const values = periods.map(measure);
    return values.some((_, i) => isRaised(values.slice(0, i + 1), Number(EvaluationPeriods), Number(Threshold)));
  };
}

/** The names of all alarms of the template, sorted. */
export const alarmsIn = (template: Template) =>
  Object.keys(propertiesOf(template, 'AWS::CloudWatch::Alarm')).toSorted();

/** The names of the template's alarms that are raised in a series of periods, one after another. */
export function raisedIn(template: Template, naming: Naming, periods: Period[]): string[] {
  const alarms = propertiesOf(template, 'AWS::CloudWatch::Alarm');
  const data = periods.map((period) => [...period.data, ...filtered(template, naming, period.log)]);
  return alarmsIn(template).filter((name) => alarmOf(alarms[name] ?? {}, naming)(data));
}
