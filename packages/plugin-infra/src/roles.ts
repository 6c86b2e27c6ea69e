import { basename } from 'node:path';
import { add, change, set, type Mend, type Resource, type Statement, type Template } from './template.ts';

/**
 * The pragma `@grants` of app.arc: for each function's folder, the actions on tables, and the methods on `sockets`.
 * `UpdateItem.text`: the update may name no attribute but `text` and those of the key, and returns nothing.
 */
export type Grants = Record<string, Record<string, string[]>>;

const type = 'AWS::Serverless::Function';
const tableType = 'AWS::DynamoDB::Table';

const folderOf = ({ Properties }: Resource) => basename(String(Properties['CodeUri']));

/** The table's resource. @throws Error if app.arc has no such table */
function tableIdOf({ Resources }: Template, table: string): string {
  const id = Object.keys(Resources).find(
    (it) => Resources[it]?.Type === tableType && it.toLowerCase() === `${table.replaceAll(/\W/g, '')}table`,
  );
  if (id) return id;
  throw new Error(`@grants in app.arc names the table ${table}, but @tables does not.`);
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html */
const socketArn = (method: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${WS}/*/${method.toUpperCase()}/@connections/*`,
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
const onlyOf = ({ Properties }: Resource, attribute: string) => ({
  'ForAllValues:StringEquals': { 'dynamodb:Attributes': [...keyOf(Properties), attribute] },
  StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' },
});

function keyOf({ KeySchema }: Resource['Properties']): string[] {
  return Array.isArray(KeySchema) ? KeySchema.map((it: { AttributeName: string }) => it.AttributeName) : [];
}

function toStatements(template: Template, to: string, actions: string[]): Statement[] {
  if (to === 'sockets') {
    return [{ Effect: 'Allow', Action: ['execute-api:ManageConnections'], Resource: actions.map(socketArn) }];
  }
  const id = tableIdOf(template, to);
  const allow = (names: string[]): Statement => ({
    Effect: 'Allow',
    Action: names.map((it) => `dynamodb:${it}`),
    Resource: { 'Fn::GetAtt': [id, 'Arn'] },
  });
  const whole = actions.filter((it) => !it.includes('.'));
  const table = template.Resources[id];
  const limited = actions.flatMap((it): Statement[] => {
    const [action, attribute] = it.split('.');
    return action && attribute && table ? [{ ...allow([action]), Condition: onlyOf(table, attribute) }] : [];
  });
  return [...(whole.length > 0 ? [allow(whole)] : []), ...limited];
}

const toLog: Statement = {
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: { 'Fn::GetAtt': ['Logs', 'Arn'] },
};

const roleOf = (statements: Statement[]): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'Grants', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});

/**
 * Gives each function a role of its own, with the rights that `@grants` in app.arc lists and the right to log. A function
 * without grants may only log. Architect gives all functions one role, that may do anything with every table, read every
 * parameter, and replace the page's script in the public bucket.
 *
 * Each function also gets the names of its tables, as JSON in `ARC_TABLES`: Architect's look-up would cost a call to SSM
 * at every cold start, and the right to make it.
 */
export const giveRoles =
  (grants: Grants): Mend =>
  (template) => {
    const folders = new Map(
      Object.entries(template.Resources).flatMap(([id, it]) => (it.Type === type ? [[id, folderOf(it)] as const] : [])),
    );
    for (const folder of Object.keys(grants)) {
      const functions = [...folders.values()].filter((it) => it === folder).length;
      if (functions !== 1) throw new Error(`@grants in app.arc names ${folder}, and ${functions} functions have it.`);
    }
    const grantsOf = (id: string) => Object.entries(grants[folders.get(id) ?? ''] ?? {});
    const roles = [...folders.keys()].map((id) => {
      const statements = grantsOf(id).flatMap(([to, actions]) => toStatements(template, to, actions));
      return [`${id}Role`, roleOf([toLog, ...statements])] as const;
    });
    const { Role: _, ...others } = withoutPolicies(template.Resources);
    const changed = change({ ...template, Resources: others }, type, (fn, id) => {
      const tables = grantsOf(id).flatMap(([to]) => (to === 'sockets' ? [] : [to]));
      const names = tables.map((table) => `"${table}":"\${${tableIdOf(template, table)}}"`);
      const { ARC_ROLE: _, ...variables } = fn.Properties.Environment?.Variables ?? {};
      const ARC_TABLES = { 'Fn::Sub': `{${names.join(',')}}` };
      const Variables = { ...variables, ...(names.length > 0 && { ARC_TABLES }) };
      return set(fn, { Role: { 'Fn::GetAtt': [`${id}Role`, 'Arn'] }, Environment: { Variables } });
    });
    return add(changed, Object.fromEntries(roles));
  };

/** Without the policies of Architect's role. */
const withoutPolicies = (resources: Template['Resources']): Template['Resources'] =>
  Object.fromEntries(
    Object.entries(resources).filter(
      ([, { Type, Properties }]) =>
        Type !== 'AWS::IAM::Policy' || JSON.stringify(Properties['Roles']) !== '[{"Ref":"Role"}]',
    ),
  );

/** The pragma as Architect's parser gives it: a name without grants is a text, and a single action is no list. */
export function readGrants(pragma: unknown[] = []): Grants {
  const entries = pragma.map((it): [string, unknown] => {
    const [only] = typeof it === 'object' && it !== null ? Object.entries(it) : [];
    return only ?? [String(it), {}];
  });
  return Object.fromEntries(
    entries.map(([folder, given]) => {
      const lists = Object.entries(given ?? {}).map(([to, actions]) => [to, [actions].flat().map(String)]);
      return [folder, Object.fromEntries(lists)];
    }),
  );
}
