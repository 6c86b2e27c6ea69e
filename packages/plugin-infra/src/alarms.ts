import { add, namesOf, type Mend, type Resource } from './template.ts';

/** A single one raises its alarm. A refused frame does not count as an error, nor does a failed post to a socket. */
const metrics = {
  Errors: 'failed or timed out. The error is in the log group',
  Throttles: 'was throttled: the account has reached its limit of functions at once',
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
    // Missing data is normal: nobody chats at night.
    TreatMissingData: 'notBreaching',
    ...actions,
  },
});

/**
 * Without alarms nobody notices that a function fails: clients retry, so the chat goes on, only slower. Alarms show in
 * CloudWatch. With an address they are also mailed, after a click on the link in AWS's first mail.
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
