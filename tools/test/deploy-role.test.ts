import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { isAllowed } from '../../e2e/testing/deployed/aws.ts';
import { ourTemplate, region } from '../../e2e/testing/deployed/stack.ts';
import { root } from '../../scripts/lib/root.ts';

type Stage = 'staging' | 'production';
/** A call to AWS: an action, and the ARN of its resource. */
type Deed = [action: string, resource: string];

const account = '123456789012';
const stacks = { staging: 'ArcChatStaging', production: 'ArcChatProduction' };

const arn = (service: string, rest: string, place = `${region}:${account}`) => `arn:aws:${service}:${place}:${rest}`;
const global = `:${account}`;
const noAccount = `${region}:`;
const parameter = (name: string) => arn('ssm', `parameter${name}`);
const bucket = (name: string) => arn('s3', name, ':');

/** The role's policy in docs/operate.md. */
const [, , policy = ''] = Array.from(
  readFileSync(join(root, 'docs/operate.md'), 'utf8').matchAll(/^```json\n([^]*?)^```$/gm),
  ([, json = '']) => json.replaceAll('ACCOUNT', account),
);
const { Statement }: { Statement: { Action: string | string[]; Resource: string | string[]; Condition?: object }[] } =
  JSON.parse(policy);
const rights = Statement.map(({ Action, Resource }) => ({ actions: [Action].flat(), resources: [Resource].flat() }));
const allows = ([action, resource]: Deed) => isAllowed(rights, { action, resource });

/** The calls of `npm run deploy`, recorded from a first and a second deployment to a stand-in for AWS. */
function ofArchitect(stage: Stage): Deed[] {
  const stack = arn('cloudformation', `stack/${stacks[stage]}/1a2b`);
  const page = bucket(`${stacks[stage].toLowerCase()}-staticbucket-0a1b2c`);
  const shared = bucket('arc-chat-cfn-deployments-09dc8');
  return [
    ['ssm:GetParameter', parameter(`/arc-chat/${stage}/ARC_APP_SECRET`)],
    ['ssm:GetParametersByPath', parameter('/arc-chat')],
    ['ssm:GetParametersByPath', parameter('/arc-chat/deploy')],
    ['ssm:PutParameter', parameter('/arc-chat/deploy/bucket')],
    ['s3:CreateBucket', shared],
    ['s3:ListBucket', shared],
    ['s3:GetObject', `${shared}/1a2b`],
    ['s3:PutObject', `${shared}/1a2b`],
    ['s3:DeleteObject', `${shared}/1a2b`],
    ['cloudformation:DescribeStacks', stack],
    ['cloudformation:DescribeStackResources', stack],
    ['cloudformation:ListStackResources', stack],
    ['cloudformation:CreateStack', stack],
    ['cloudformation:UpdateStack', stack],
    ['cloudformation:CreateChangeSet', arn('cloudformation', 'transform/Serverless-2016-10-31', `${region}:aws`)],
    ['s3:GetObject', `${page}/index.mjs`],
    ['s3:PutObject', `${page}/index.mjs`],
    ['cloudfront:ListDistributions', '*'],
  ];
}

const of = (service: string, names: string) => names.split(' ').map((name) => `${service}:${name}`);

type Handler = (stack: string, id: string) => { resource: string; actions: string[] };

const ofApi: Handler = () => ({
  resource: arn('apigateway', '/apis/a1b2c3', noAccount),
  actions: of('apigateway', 'GET POST PATCH DELETE'),
});

const ofFunction: Handler = (stack, id) => ({
  resource: arn('lambda', `function:${stack}-${id}-0A1B2C`),
  actions: of(
    'lambda',
    'CreateFunction GetFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction AddPermission RemovePermission TagResource',
  ),
});

/**
 * The calls of CloudFormation with the rights of the role, to make, change and delete a resource of each type: the
 * `handlers` of the type's schema, without those for properties that our template does not use.
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
 */
const handlers: Record<string, Handler> = {
  'AWS::Serverless::Function': ofFunction,
  'AWS::Lambda::Permission': ofFunction,
  'AWS::Serverless::HttpApi': ofApi,
  'AWS::ApiGatewayV2::Api': ofApi,
  'AWS::ApiGatewayV2::Stage': ofApi,
  'AWS::ApiGatewayV2::Route': ofApi,
  'AWS::ApiGatewayV2::Integration': ofApi,
  'AWS::ApiGatewayV2::Deployment': ofApi,
  'AWS::DynamoDB::Table': (stack, id) => ({
    resource: arn('dynamodb', `table/${stack}-${id}-0A1B2C`),
    actions: of(
      'dynamodb',
      'CreateTable DescribeTable UpdateTable DeleteTable UpdateTimeToLive UpdateContinuousBackups',
    ),
  }),
  'AWS::S3::Bucket': (stack, id) => ({
    resource: bucket(`${stack}-${id}-0a1b2c`.toLowerCase()),
    actions: of(
      's3',
      'CreateBucket DeleteBucket PutBucketWebsite PutBucketOwnershipControls PutBucketPublicAccessBlock',
    ),
  }),
  'AWS::S3::BucketPolicy': (stack) => ({
    resource: bucket(`${stack}-StaticBucket-0a1b2c`.toLowerCase()),
    actions: of('s3', 'GetBucketPolicy PutBucketPolicy DeleteBucketPolicy'),
  }),
  'AWS::SSM::Parameter': (stack) => ({
    resource: parameter(`/${stack}/tables/log`),
    actions: of('ssm', 'PutParameter GetParameters DeleteParameter AddTagsToResource RemoveTagsFromResource'),
  }),
  'AWS::Logs::LogGroup': (stack) => ({
    resource: arn('logs', `log-group:/${stack}:*`),
    actions: of(
      'logs',
      'CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy TagResource UntagResource ListTagsForResource GetDataProtectionPolicy',
    ),
  }),
  'AWS::Logs::MetricFilter': (stack) => ({
    resource: arn('logs', `log-group:/${stack}`),
    actions: of('logs', 'PutMetricFilter DescribeMetricFilters DeleteMetricFilter'),
  }),
  'AWS::CloudWatch::Alarm': (stack, id) => ({
    resource: arn('cloudwatch', `alarm:${stack}-${id}-0A1B2C`),
    actions: of('cloudwatch', 'PutMetricAlarm DeleteAlarms TagResource UntagResource ListTagsForResource'),
  }),
  'AWS::CloudWatch::Dashboard': (stack) => ({
    resource: arn('cloudwatch', `dashboard/${stack}`, global),
    actions: of('cloudwatch', 'PutDashboard GetDashboard DeleteDashboards'),
  }),
  'AWS::SNS::Topic': (stack, id) => ({
    resource: arn('sns', `${stack}-${id}-0A1B2C`),
    actions: of(
      'sns',
      'CreateTopic DeleteTopic GetTopicAttributes SetTopicAttributes Subscribe ListSubscriptionsByTopic TagResource',
    ),
  }),
  'AWS::IAM::Role': (stack, id) => ({
    resource: arn('iam', `role/${stack}-${id}-0A1B2C`, global),
    actions: of(
      'iam',
      'CreateRole DeleteRole GetRole TagRole UntagRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy PutRolePolicy GetRolePolicy DeleteRolePolicy ListRolePolicies ListAttachedRolePolicies PassRole',
    ),
  }),
};

/** These calls are about no resource of one stack. */
const lists: Deed[] = [
  ['logs:DescribeLogGroups', '*'],
  ['cloudwatch:DescribeAlarms', '*'],
];

let types: [id: string, type: string][];

before(async () => {
  const { Resources } = await ourTemplate('staging', { ARC_ALARM_EMAIL: 'a@example.org' });
  types = Object.entries(Resources).map(([id, { Type }]) => [id, Type]);
});

function ofCloudFormation(stage: Stage): Deed[] {
  const deeds = types.flatMap(([id, type]) => {
    const handler = handlers[type];
    assert.ok(handler, `the test does not know the calls for ${type}`);
    const { resource, actions } = handler(stacks[stage], id);
    return actions.map((action): Deed => [action, resource]);
  });
  return [...deeds, ...lists];
}

const deedsOf = (stage: Stage) => [...ofArchitect(stage), ...ofCloudFormation(stage)];

test('the role for staging may make every call of its deployment', () => {
  assert.deepEqual(
    deedsOf('staging').filter((deed) => !allows(deed)),
    [],
  );
});

test('the role for staging may make no call of a deployment of production, but those that docs/operate.md names', () => {
  const allowed = deedsOf('production').filter((deed) => allows(deed));
  const shared = allowed.filter(([, resource]) => resource !== '*').map(([, resource]) => resource);
  assert.deepEqual(
    [...new Set(shared)],
    [
      parameter('/arc-chat'),
      parameter('/arc-chat/deploy'),
      parameter('/arc-chat/deploy/bucket'),
      bucket('arc-chat-cfn-deployments-09dc8'),
      bucket('arc-chat-cfn-deployments-09dc8/1a2b'),
      arn('cloudformation', 'transform/Serverless-2016-10-31', `${region}:aws`),
      arn('apigateway', '/apis/a1b2c3', noAccount),
    ],
  );
});

test('the role for staging may do nothing in vain', () => {
  const done = new Set(deedsOf('staging').map(([action]) => action));
  const named = rights.flatMap(({ actions }) => actions).filter((action) => !action.includes('*'));
  assert.deepEqual(
    named.filter((action) => !done.has(action)),
    [],
  );
});

test('the role for staging gives roles to functions only', () => {
  const passing = Statement.filter(({ Action }) => [Action].flat().some((it) => /^(iam:.*\*|iam:PassRole)/.test(it)));
  assert.deepEqual(
    passing.map(({ Condition }) => Condition),
    [{ StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } }],
  );
});
