import { createServer, request as connectTo, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { listen } from '../../../scripts/lib/free-ports.ts';

type Options = {
  /** The parameters in SSM. */
  parameters: { Name: string; Value: string }[];
  /** The port of DynamoDB. */
  tables?: number;
  /** The actions that the caller may do, with `*` as a wildcard; if absent, all. */
  allowed?: string[];
};

/** A stand-in for AWS over plain HTTP. It refuses actions that the caller's role does not allow. */
export type Aws = {
  port: number;
  /** The action of each request, with the region of its signature: `dynamodb:Query eu-central-1`. */
  asked: string[];
  /** The actions that the role did not allow. */
  refused: string[];
  /** The sockets that API Gateway holds open. */
  open: Set<string>;
  /** The frames that were posted to sockets. */
  posts: { url: string; connection: string; frame: Record<string, unknown> }[];
};

const isAllowed = (action: string, allowed: string[]) =>
  allowed.some((it) => new RegExp(`^${it.replaceAll('*', '.*')}$`).test(action));

/** Reads region and service from a signature: `Credential=key/20261125/eu-central-1/ssm/aws4_request`. */
function scopeOf({ headers }: IncomingMessage): { region: string; service: string } {
  const scope = /Credential=[^/]+\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request/.exec(headers.authorization ?? '');
  const [, region = '', service = ''] = scope ?? [];
  return { region, service };
}

function operationOf({ headers, url = '' }: IncomingMessage, service: string): string {
  if (service === 'execute-api') return 'ManageConnections';
  const target = headers['x-amz-target'];
  return target === undefined ? (/[?&]Action=(\w+)/.exec(url)?.[1] ?? '') : (String(target).split('.').at(-1) ?? '');
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

export async function startAws(t: TestContext, { parameters, tables, allowed }: Options): Promise<Aws> {
  const aws: Aws = { port: 0, asked: [], refused: [], open: new Set(), posts: [] };

  function manageConnection({ method, headers, url = '' }: IncomingMessage, body: string, response: ServerResponse) {
    const connection = decodeURIComponent(url.split('/@connections/')[1] ?? '');
    if (!aws.open.has(connection)) return refuse(response, 410, 'GoneException', '');
    if (method === 'DELETE') aws.open.delete(connection);
    else aws.posts.push({ url: `wss://${headers.host}${url.split('/@')[0]}`, connection, frame: JSON.parse(body) });
    response.end();
  }

  function forward({ method, headers }: IncomingMessage, body: string, response: ServerResponse) {
    const onwards = connectTo({ host: '127.0.0.1', port: tables, method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onwards.end(body);
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { region, service } = scopeOf(request);
    const action = `${service}:${operationOf(request, service)}`;
    const body = await text(request);
    aws.asked.push(`${action} ${region}`);
    if (allowed && !isAllowed(action, allowed)) {
      aws.refused.push(action);
      return refuse(response, 400, 'AccessDeniedException', `not authorized to perform: ${action}`);
    }
    if (service === 'execute-api') return manageConnection(request, body, response);
    if (service === 'dynamodb') return forward(request, body, response);
    if (service === 'cloudformation') return noStack(request, response);
    const { Path }: { Path: string } = JSON.parse(body);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ Parameters: parameters.filter(({ Name }) => Name.startsWith(`${Path}/`)) }));
  }

  const server = createServer((request, response) => void answer(request, response));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  aws.port = await listen(server, '127.0.0.1', 0);
  return aws;
}
