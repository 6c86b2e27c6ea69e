import { text } from 'node:stream/consumers';
import { forward, serve, type Lifetime } from '../../../scripts/testing/serve.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DeployedFunction, Right } from './stack.ts';

type Options = {
  /** The parameters in SSM. */
  parameters?: { Name: string; Value: string }[];
  /** The port of DynamoDB. */
  tables?: number;
  /** The port of CloudFormation and SSM, for the operator. */
  management?: number;
  account?: string;
  /** The functions, whose roles are applied; if absent, everything is allowed. */
  roles?: Iterable<DeployedFunction>;
};

/** The access key of somebody who may do everything. */
export const operatorKey = 'operator';

/** A request that a function or the operator has signed. */
export type AwsCall = {
  /** The function's name, which stand-ins for Lambda use as its access key. */
  caller: string;
  /** `dynamodb:Query`, say. */
  action: string;
  /** The ARN of the table or of the socket. */
  resource: string;
  region: string;
  /** The request's parameters, for DynamoDB. */
  parameters: Record<string, unknown>;
};

/** AWS's answer instead of the work: an error, or none at all. */
export type AwsFault = { status: number; type: string } | 'silence';

/** A stand-in for AWS over plain HTTP. It refuses calls that the caller's role does not allow. */
export type Aws = {
  port: number;
  calls: AwsCall[];
  /** The calls that no role allows. */
  refused: AwsCall[];
  /** If set, decides which calls fail. */
  fault: ((call: AwsCall) => AwsFault | undefined) | undefined;
  /** The calls that failed because of it. */
  failed: { call: AwsCall; fault: AwsFault }[];
  /** The sockets that API Gateway holds open. */
  open: Set<string>;
  /** The frames that were posted to sockets. */
  posts: { url: string; connection: string; frame: Record<string, unknown> }[];
};

const matches = (pattern: string, value: string) =>
  new RegExp(`^${pattern.replaceAll(/[.+$()]/g, '\\$&').replaceAll('*', '.*')}$`).test(value);

export const isAllowed = (rights: Right[], call: Pick<AwsCall, 'action' | 'resource'> & Partial<AwsCall>): boolean =>
  rights.some(
    ({ actions, resources, attributes }) =>
      actions.some((it) => matches(it, call.action)) &&
      resources.some((it) => matches(it, call.resource)) &&
      (attributes === undefined || isWithin(attributes, call.parameters ?? {})),
  );

/** AWS may count all attributes that a request names, in its condition too, so this does. */
function isWithin(
  attributes: string[],
  { Key, ExpressionAttributeNames, ReturnValues = 'NONE' }: AwsCall['parameters'],
) {
  const named = [...Object.keys(Key ?? {}), ...Object.values(ExpressionAttributeNames ?? {})];
  return ReturnValues === 'NONE' && named.every((it) => attributes.includes(it));
}

/** Reads a signature: `Credential=key/20261125/eu-central-1/ssm/aws4_request`. */
function scopeOf({ headers }: IncomingMessage): { caller: string; region: string; service: string } {
  const scope = /Credential=([^/]+)\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request/.exec(headers.authorization ?? '');
  const [, caller = '', region = '', service = ''] = scope ?? [];
  return { caller, region, service };
}

function operationOf({ headers, url = '' }: IncomingMessage, service: string): string {
  if (service === 'execute-api') return 'ManageConnections';
  const target = headers['x-amz-target'];
  return target === undefined ? (/[?&]Action=(\w+)/.exec(url)?.[1] ?? '') : (String(target).split('.').at(-1) ?? '');
}

function callOf(request: IncomingMessage, body: string, account: string): AwsCall & { service: string } {
  const { caller, region, service } = scopeOf(request);
  const { method = '', headers, url = '' } = request;
  const parameters = service === 'dynamodb' || service === 'ssm' ? JSON.parse(body) : {};
  const [api = ''] = headers.host?.split('.') ?? [];
  const resources: Record<string, string> = {
    dynamodb: `table/${parameters.TableName}`,
    'execute-api': `${api}/${decodeURIComponent(url).slice(1).replace('/@', `/${method}/@`)}`,
  };
  return {
    caller,
    service,
    region,
    action: `${service}:${operationOf(request, service)}`,
    resource: `arn:aws:${service}:${region}:${account}:${resources[service] ?? ''}`,
    parameters,
  };
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ __type: type, message }));
}

/** CloudFormation's answer before the first deployment. */
function noStack({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const name = new URLSearchParams(url.slice(url.indexOf('?'))).get('StackName');
  refuse(response, 400, 'ValidationError', `Stack with id ${name} does not exist`);
}

export async function startAws(
  lifetime: Lifetime,
  { parameters = [], tables, management, account = '', roles }: Options,
): Promise<Aws> {
  const aws: Aws = { port: 0, calls: [], refused: [], fault: undefined, failed: [], open: new Set(), posts: [] };
  const rightsOf = roles && new Map([...roles].map(({ name, rights }) => [name, rights]));

  function manageConnection({ method, headers, url = '' }: IncomingMessage, body: string, response: ServerResponse) {
    const connection = decodeURIComponent(url.split('/@connections/')[1] ?? '');
    if (!aws.open.has(connection)) return refuse(response, 410, 'GoneException', '');
    if (method === 'DELETE') aws.open.delete(connection);
    else aws.posts.push({ url: `wss://${headers.host}${url.split('/@')[0]}`, connection, frame: JSON.parse(body) });
    response.end();
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const body = await text(request);
    const { service, ...call } = callOf(request, body, account);
    aws.calls.push(call);
    const isOperator = call.caller === operatorKey;
    if (rightsOf && !isOperator && !isAllowed(rightsOf.get(call.caller) ?? [], call)) {
      aws.refused.push(call);
      return refuse(response, 400, 'AccessDeniedException', `not authorized to perform: ${call.action}`);
    }
    const fault = aws.fault?.(call);
    if (fault) {
      aws.failed.push({ call, fault });
      if (fault !== 'silence') refuse(response, fault.status, fault.type, 'a fault of the test');
      return;
    }
    if (service === 'execute-api') return manageConnection(request, body, response);
    if (service === 'dynamodb') return forward(tables, request, body, response);
    if (isOperator) return forward(management, request, body, response);
    if (service === 'cloudformation') return noStack(request, response);
    const folder = `${String(call.parameters['Path'])}/`;
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ Parameters: parameters.filter(({ Name }) => Name.startsWith(folder)) }));
  }

  aws.port = await serve(lifetime, answer);
  return aws;
}
