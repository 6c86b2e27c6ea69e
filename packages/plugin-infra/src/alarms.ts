import { namespace } from './metrics.ts';
import { add, namesOf, type Mend, type Resource, type Template } from './template.ts';

/** CloudWatch's name for a series of numbers. */
interface Metric {
  Namespace: unknown;
  MetricName: string;
  Dimensions?: { Name: string; Value: unknown }[];
}

interface Watched {
  /** The event, for the person who gets the alarm. docs/operate.md explains each alarm. */
  text: string;
  metric: Metric | { expression: string; of: Record<string, Metric> };
  /** Of the numbers in five minutes. */
  statistic?: 'Sum' | 'p99';
  /** The alarm is raised by this number. */
  threshold: number;
  /** So many periods of five minutes, one after another. */
  periods?: number;
}

const periodSeconds = 300;

const seriesOf =
  (service: string, dimension: string, id: string) =>
  (name: string): Metric => ({
    Namespace: `AWS/${service}`,
    MetricName: name,
    Dimensions: [{ Name: dimension, Value: { Ref: id } }],
  });

const logged = (name: string): Metric => ({ Namespace: namespace, MetricName: name });

function ofFunction(id: string): Record<string, Watched> {
  const metric = seriesOf('Lambda', 'FunctionName', id);
  return {
    [`${id}Errors`]: { text: `${id} failed or timed out.`, metric: metric('Errors'), threshold: 1 },
    [`${id}Throttles`]: {
      text: `${id} was throttled: the account has reached its limit of functions at once.`,
      metric: metric('Throttles'),
      threshold: 1,
    },
    [`${id}Slow`]: {
      text: `One call of ${id} in a hundred takes 5 seconds or more.`,
      metric: metric('Duration'),
      statistic: 'p99',
      threshold: 5_000,
      periods: 3,
    },
  };
}

function ofTable(id: string): Record<string, Watched> {
  const metric = seriesOf('DynamoDB', 'TableName', id);
  return Object.fromEntries(
    ['Read', 'Write'].map((kind) => {
      const text = `DynamoDB refused ${kind.toLowerCase()}s of ${id}: they are above the table's ceiling, or one room has too many.`;
      return [`${id}${kind}sThrottled`, { text, metric: metric(`${kind}ThrottleEvents`), threshold: 1 }];
    }),
  );
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html */
function ofSockets(id: string): Record<string, Watched> {
  const metric = seriesOf('ApiGateway', 'ApiId', id);
  return {
    SocketsTurnedAway: {
      text: 'API Gateway refused frames or sockets before a function saw them: most likely the rate limit of the stage.',
      metric: metric('ClientError'),
      threshold: 50,
    },
    // The alarm of each function's errors sees a single failure. A refusal at the door may count here too.
    SocketsRefused: {
      text: 'Functions refused or failed many sockets or frames: most likely tickets that are not valid.',
      metric: metric('IntegrationError'),
      threshold: 50,
    },
    SocketsUncalled: { text: 'API Gateway could not call a function.', metric: metric('ExecutionError'), threshold: 1 },
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html */
function ofPage(id: string): Record<string, Watched> {
  const metric = seriesOf('ApiGateway', 'ApiId', id);
  return {
    // Every public address is searched for holes now and then: hundreds of requests for pages that do not exist.
    PageTurnedAway: {
      text: 'Many requests for the page or for tickets were refused: by the rate limit of the stage, or as not valid.',
      metric: metric('4xx'),
      threshold: 1_000,
    },
    PageFailed: { text: 'Requests for the page or for tickets failed.', metric: metric('5xx'), threshold: 1 },
  };
}

/** A function answers 200 to these events. */
const ofLog: Record<string, Watched> = {
  Internal: {
    text: 'A frame was refused as internal: a call to AWS failed.',
    metric: logged('Internal'),
    threshold: 1,
  },
  Reported: { text: 'A function reported an error. It is in the log group.', metric: logged('Reported'), threshold: 1 },
  NewLog: {
    text: 'Clients have another history of their room than the table: rows of the log may be missing.',
    metric: logged('NewLog'),
    threshold: 10,
  },
  Busy: { text: 'Messages found no place in the log of their room.', metric: logged('Busy'), threshold: 20 },
  PostsFailed: {
    text: 'One attempt in ten to post to a socket fails, or is not made in time.',
    metric: {
      expression: '100 * (failed + left) / (delivered + failed + left)',
      of: { delivered: logged('Delivered'), failed: logged('Failed'), left: logged('Left') },
    },
    threshold: 10,
    periods: 3,
  },
};

function watchedIn(template: Template): Record<string, Watched> {
  const each = (type: string, watched: (id: string) => Record<string, Watched>) => namesOf(template, type).map(watched);
  const all = [
    ofLog,
    ...each('AWS::Serverless::Function', ofFunction),
    ...each('AWS::DynamoDB::Table', ofTable),
    ...each('AWS::ApiGatewayV2::Api', ofSockets),
    ...each('AWS::Serverless::HttpApi', ofPage),
  ];
  return Object.assign({}, ...all);
}

function metricsOf({ metric, statistic = 'Sum' }: Watched): object {
  if (!('expression' in metric)) {
    return {
      ...metric,
      Period: periodSeconds,
      ...(statistic === 'Sum' ? { Statistic: statistic } : { ExtendedStatistic: statistic }),
    };
  }
  const parts = Object.entries(metric.of).map(([Id, Metric]) => ({
    Id,
    MetricStat: { Metric, Period: periodSeconds, Stat: statistic },
    ReturnData: false,
  }));
  return { Metrics: [...parts, { Id: 'result', Expression: metric.expression, ReturnData: true }] };
}

const alarmOf = (watched: Watched, actions: object): Resource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmDescription: watched.text,
    ...metricsOf(watched),
    EvaluationPeriods: watched.periods ?? 1,
    Threshold: watched.threshold,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    // Missing data is normal: nobody chats at night. Without this, an alarm on DynamoDB would stay raised after its cause.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
    TreatMissingData: 'notBreaching',
    ...actions,
  },
});

/**
 * Without alarms nobody notices that a function fails: clients retry, so the chat goes on, only slower. Alarms show in
 * CloudWatch. With an address they are also mailed, after a click on the link in AWS's first mail.
 */
export const watch =
  (mailTo: string | undefined): Mend =>
  (template) => {
    const actions = mailTo ? { AlarmActions: [{ Ref: 'AlarmMail' }] } : {};
    const alarms = Object.entries(watchedIn(template)).map(([id, it]) => [id, alarmOf(it, actions)] as const);
    const mail = { Type: 'AWS::SNS::Topic', Properties: { Subscription: [{ Protocol: 'email', Endpoint: mailTo }] } };
    return add(template, { ...Object.fromEntries(alarms), ...(mailTo && { AlarmMail: mail }) });
  };
