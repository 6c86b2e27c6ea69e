import { add, namesOf, type Mend, type Resource } from './template.ts';

/** Refusals are answers, and a post that fails is caught: a single error is a bug or a lost permission. */
const metrics = {
  Errors: 'failed or timed out. The log group says why',
  Throttles: 'was turned away: the account runs as many functions at once as it may',
};

const alarm = (fn: string, metric: string, text: string, actions: object): Resource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmDescription: `${fn} ${text}.`,
    Namespace: 'AWS/Lambda',
    MetricName: metric,
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: fn } }],
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    // Nobody chats at night.
    TreatMissingData: 'notBreaching',
    ...actions,
  },
});

/**
 * Nothing tells that a function fails: the chat goes on, more slowly, since clients try again. Alarms show in CloudWatch
 * and, with an address, are mailed there, after a click on the link in AWS's first mail.
 */
export const watch =
  (mailTo?: string): Mend =>
  (template) => {
    const alarms = namesOf(template, 'AWS::Serverless::Function').flatMap((fn) =>
      Object.entries(metrics).map(([metric, text]) => {
        const actions = mailTo ? { AlarmActions: [{ Ref: 'AlarmMail' }] } : {};
        return [`${fn}${metric}`, alarm(fn, metric, text, actions)] as const;
      }),
    );
    const mail = { Type: 'AWS::SNS::Topic', Properties: { Subscription: [{ Protocol: 'email', Endpoint: mailTo }] } };
    return add(template, { ...Object.fromEntries(alarms), ...(mailTo && { AlarmMail: mail }) });
  };
