import { change, set, type Mend, type PolicyDocument, type Statement } from './template.ts';

/**
 * The actions that the functions use, by the action that Architect allows. They change rows but no tables, because a
 * table's recovery could be switched off, and they post to sockets but call no routes.
 */
const instead: Record<string, string[]> = {
  'dynamodb:*': ['dynamodb:*Item', 'dynamodb:Query', 'dynamodb:Scan'],
  'execute-api:Invoke': [],
  'logs:CreateLogGroup': [],
  'logs:DescribeLogStreams': [],
};

const everyLog = 'arn:aws:logs:*:*:*';

const narrowed = (statement: Statement): Statement => ({
  ...statement,
  Action: [statement.Action].flat().flatMap((action) => instead[action] ?? action),
  ...(statement.Resource === everyLog && { Resource: { 'Fn::GetAtt': ['Logs', 'Arn'] } }),
});

const narrow = (document: PolicyDocument): PolicyDocument => ({
  ...document,
  Statement: document.Statement.map((it) => (it.Effect === 'Allow' ? narrowed(it) : it)),
});

/**
 * All functions share one role. Architect's role allows more than they need: above all, to replace the page's script in
 * the public bucket.
 */
export const narrowRole: Mend = (template) => {
  const roles = change(template, 'AWS::IAM::Role', (role) => {
    const policies = role.Properties.Policies?.filter(({ PolicyName }) => PolicyName !== 'ArcStaticBucketPolicy') ?? [];
    return set(role, { Policies: policies.map((it) => ({ ...it, PolicyDocument: narrow(it.PolicyDocument) })) });
  });
  return change(roles, 'AWS::IAM::Policy', (policy) => {
    const { PolicyDocument } = policy.Properties;
    return PolicyDocument ? set(policy, { PolicyDocument: narrow(PolicyDocument) }) : policy;
  });
};
