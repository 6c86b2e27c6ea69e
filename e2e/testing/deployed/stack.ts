import { templateOf, type Stage } from '@arc-chat/plugin-infra/testing/template';
import { root } from '../../../scripts/lib/root.ts';
import type { Template } from '@arc-chat/plugin-infra';

export const region = 'eu-central-1';
// Architect reads the region from the environment.
process.env['AWS_REGION'] = region;

export const secret = 'a secret of thirty-two characters, at least';

/** This app's template for a stage, with a secret as `arc env` stores it. */
export const ourTemplate = (stage: Stage, env: Record<string, string> = { ARC_APP_SECRET: secret }) =>
  templateOf({ cwd: root, stage, env });

/** The properties of all resources of a type, by id. @throws Error if there are none */
export function propertiesOf(template: Template, type: string): Record<string, Record<string, unknown>> {
  const entries = Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
  if (entries.length === 0) throw new Error(`there is no ${type}`);
  return Object.fromEntries(entries.map(([id, { Properties }]) => [id, Properties]));
}

export type DeployedFunction = {
  name: string;
  /** The folder that would be zipped. */
  code: string;
  /** The environment that CloudFormation would set. */
  env: Record<string, string>;
};

/** The stack that CloudFormation would create from a template, as far as the functions notice. */
export type Stack = {
  /** The function that API Gateway calls for each route, such as `GET /` or `$connect`. */
  functions: Map<string, DeployedFunction>;
  /** The parameters in SSM. */
  parameters: { Name: string; Value: string }[];
  outputs: Record<string, string>;
  /** The actions that the functions' role allows. */
  allowed: string[];
};

/** The value of a `Ref`: the name that AWS gives to a resource. */
export type Naming = (id: string) => string;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Evaluates the functions that Architect's templates call in a value. @throws Error for any other function */
export function valueOf(value: unknown, naming: Naming): string {
  if (!isObject(value)) return String(value);
  const { Ref: ref, 'Fn::Sub': sub, 'Fn::Join': join } = value;
  if (typeof ref === 'string') return naming(ref);
  if (sub !== undefined) {
    const [text, own] = Array.isArray(sub) ? sub : [sub, {}];
    const ofName = (name: string) => (isObject(own) && name in own ? valueOf(own[name], naming) : naming(name));
    return String(text).replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => ofName(name));
  }
  if (Array.isArray(join)) {
    const [separator, parts] = join;
    return parts.map((part: unknown) => valueOf(part, naming)).join(separator);
  }
  throw new Error(`cannot evaluate ${JSON.stringify(value)}`);
}

const functionIn = (uri: string) => /:path\/2015-03-31\/functions\/(\w+)\.Arn\//.exec(uri)?.[1] ?? '';

/** The id of the function that API Gateway calls for each route. */
function routesOf({ Resources }: Template): [route: string, id: string][] {
  const asIs: Naming = (id) => id;
  return Object.values(Resources).flatMap(({ Type, Properties }): [string, string][] => {
    if (Type === 'AWS::Serverless::HttpApi') return httpRoutesOf(Properties['DefinitionBody'], asIs);
    if (Type !== 'AWS::ApiGatewayV2::Route') return [];
    const [, integration = ''] = valueOf(Properties['Target'], asIs).split('/');
    const uri = valueOf(Resources[integration]?.Properties['IntegrationUri'], asIs);
    return [[String(Properties['RouteKey']), functionIn(uri)]];
  });
}

function httpRoutesOf(definition: unknown, naming: Naming): [string, string][] {
  const paths = isObject(definition) && isObject(definition['paths']) ? definition['paths'] : {};
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(isObject(methods) ? methods : {}).flatMap(([method, operation]): [string, string][] => {
      const integration = isObject(operation) ? operation['x-amazon-apigateway-integration'] : undefined;
      const id = isObject(integration) ? functionIn(valueOf(integration['uri'], naming)) : '';
      return id ? [[`${method.toUpperCase()} ${path}`, id]] : [];
    }),
  );
}

/** Evaluates a template as a deployment does. */
export function stackOf(template: Template, naming: Naming): Stack {
  const { Resources, Outputs } = template;
  const valuesOf = (values: unknown) =>
    Object.fromEntries(Object.entries(isObject(values) ? values : {}).map(([key, it]) => [key, valueOf(it, naming)]));
  const functions = routesOf(template).map(([route, id]) => {
    const { CodeUri, Environment } = Resources[id]?.Properties ?? {};
    const env = valuesOf(isObject(Environment) ? Environment['Variables'] : {});
    return [route, { name: naming(id), code: String(CodeUri), env }] as const;
  });
  const parameters = Object.values(Resources).flatMap(({ Type, Properties: { Name, Value } }) =>
    Type === 'AWS::SSM::Parameter' ? [{ Name: valueOf(Name, naming), Value: valueOf(Value, naming) }] : [],
  );
  const policies = Object.values(Resources).flatMap(({ Properties: { Policies = [], PolicyDocument } }) => [
    ...Policies.map((policy) => policy.PolicyDocument),
    ...(PolicyDocument ? [PolicyDocument] : []),
  ]);
  const statements = policies.flatMap(({ Statement }) => Statement).filter(({ Effect }) => Effect === 'Allow');
  return {
    functions: new Map(functions),
    parameters,
    outputs: valuesOf(Object.fromEntries(Object.entries(Outputs).map(([key, { Value }]) => [key, Value]))),
    allowed: statements.flatMap(({ Action }) => Action),
  };
}
