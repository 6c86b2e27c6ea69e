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

/** What a role allows: actions, and the resources that they may be about, with `*` as a wildcard. */
export type Right = {
  actions: string[];
  resources: string[];
  /** The only attributes that a request may name. It may return none. */
  attributes?: string[];
};

export type DeployedFunction = {
  name: string;
  /** What the function's role allows. */
  rights: Right[];
  /** The folder that would be zipped. */
  code: string;
  /** The environment that CloudFormation would set. */
  env: Record<string, string>;
  timeoutSeconds: number;
};

/** The stack that CloudFormation would create from a template, as far as the functions notice. */
export type Stack = {
  /** The function that API Gateway calls for each route, such as `GET /` or `$connect`. */
  functions: Map<string, DeployedFunction>;
  outputs: Record<string, string>;
};

/** The value of a `Ref`: the name that AWS gives to a resource. */
export type Naming = (id: string) => string;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list's objects. */
export const objectsIn = (list: unknown): Record<string, unknown>[] =>
  Array.isArray(list) ? list.filter(isObject) : [];

/** Evaluates the functions that Architect's templates call in a value. @throws Error for any other function */
export function valueOf(value: unknown, naming: Naming): string {
  if (!isObject(value)) return String(value);
  const { Ref: ref, 'Fn::Sub': sub, 'Fn::Join': join, 'Fn::GetAtt': attribute } = value;
  if (typeof ref === 'string') return naming(ref);
  if (Array.isArray(attribute)) return naming(attribute.join('.'));
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

/** The role of a function. Its rights come from the policies inside it: no other policy is attached to a role. */
function rightsOf({ Resources }: Template, role: unknown, naming: Naming): Right[] {
  const [id = ''] = isObject(role) && Array.isArray(role['Fn::GetAtt']) ? role['Fn::GetAtt'] : [];
  const statements =
    Resources[id]?.Properties.Policies?.flatMap(({ PolicyDocument }) => PolicyDocument.Statement) ?? [];
  return statements.map(({ Effect, Action, Resource, Condition }) => {
    if (Effect !== 'Allow') throw new Error(`cannot evaluate the effect ${Effect}`);
    const right = { actions: [Action].flat(), resources: [Resource].flat().map((it) => valueOf(it, naming)) };
    return Condition ? { ...right, attributes: attributesIn(Condition) } : right;
  });
}

/** @throws Error for a condition that is not about attributes alone */
function attributesIn(condition: object): string[] {
  const [, attributes = ''] =
    /^{"ForAllValues:StringEquals":{"dynamodb:Attributes":(\[.*?\])},"StringEqualsIfExists":{"dynamodb:ReturnValues":"NONE"}}$/.exec(
      JSON.stringify(condition),
    ) ?? [];
  return JSON.parse(attributes);
}

/** Evaluates a template as a deployment does. */
export function stackOf(template: Template, naming: Naming): Stack {
  const { Resources, Outputs } = template;
  const valuesOf = (values: unknown) =>
    Object.fromEntries(Object.entries(isObject(values) ? values : {}).map(([key, it]) => [key, valueOf(it, naming)]));
  const functions = routesOf(template).map(([route, id]) => {
    const { CodeUri, Environment, Role, Timeout } = Resources[id]?.Properties ?? {};
    const fn: DeployedFunction = {
      name: naming(id),
      rights: rightsOf(template, Role, naming),
      code: String(CodeUri),
      env: valuesOf(Environment?.Variables),
      timeoutSeconds: Number(Timeout),
    };
    return [route, fn] as const;
  });
  return {
    functions: new Map(functions),
    outputs: valuesOf(Object.fromEntries(Object.entries(Outputs).map(([key, { Value }]) => [key, Value]))),
  };
}
