import { EventEmitter } from 'node:events';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { forward, serve } from './serve.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** `changedAt`: in milliseconds since 1970. */
interface FakeStack {
  status: string;
  outputs: Record<string, string>;
  changedAt?: number;
}

/** The part of AWS that our commands use before they start Architect. Emits `request` for every request. */
export interface Fake extends EventEmitter {
  url: string;
  parameters: Map<string, string>;
  /** When a parameter was stored, in seconds since 1970. */
  changes: Map<string, number>;
  stacks: Map<string, FakeStack>;
  /** If set, the answer to every request, such as an error for expired keys. */
  refusal: { code: string; message: string } | undefined;
  /** If false, no request is answered. */
  answers: boolean;
  /** The port of DynamoDB. */
  database: number | undefined;
}

const stackXml = ({ status, outputs, changedAt = 0 }: FakeStack) => {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>
    <member><StackStatus>${status}</StackStatus><CreationTime>1970-01-01T00:00:00Z</CreationTime>
    <LastUpdatedTime>${new Date(changedAt).toISOString()}</LastUpdatedTime><Outputs>${members.join('')}</Outputs></member>
    </Stacks></DescribeStacksResult></DescribeStacksResponse>`;
};

const errorXml = (code: string, message: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

/** Starts a fake AWS for one test. Architect's client finds it by AWS_ENDPOINT_URL. */
export async function fakeAws(t: TestContext): Promise<Fake> {
  const fake: Fake = Object.assign(new EventEmitter(), {
    url: '',
    parameters: new Map(),
    changes: new Map(),
    stacks: new Map(),
    refusal: undefined,
    answers: true,
    database: undefined,
  });

  function ssm(action: string, { Name, Value, Overwrite }: Record<string, unknown>): [number, object] {
    if (fake.refusal) return [400, { __type: fake.refusal.code, message: fake.refusal.message }];
    const found = fake.parameters.get(String(Name));
    if (action === 'GetParameter') {
      return found === undefined
        ? [400, { __type: 'ParameterNotFound' }]
        : [200, { Parameter: { Value: found, LastModifiedDate: fake.changes.get(String(Name)) ?? 0 } }];
    }
    if (action === 'DeleteParameter') {
      return fake.parameters.delete(String(Name)) ? [200, {}] : [400, { __type: 'ParameterNotFound' }];
    }
    if (found !== undefined && Overwrite !== true) return [400, { __type: 'ParameterAlreadyExists' }];
    fake.parameters.set(String(Name), String(Value));
    fake.changes.set(String(Name), Date.now() / 1000);
    return [200, { Version: 1 }];
  }

  function cloudFormation(name: string): [number, string] {
    if (fake.refusal) return [403, errorXml(fake.refusal.code, fake.refusal.message)];
    const stack = fake.stacks.get(name);
    return stack ? [200, stackXml(stack)] : [400, errorXml('ValidationError', `Stack with id ${name} does not exist`)];
  }

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    fake.emit('request');
    if (!fake.answers) return;
    const target = request.headers['x-amz-target'];
    if (typeof target === 'string' && target.startsWith('DynamoDB_')) forward(fake.database, request, body, response);
    else if (typeof target === 'string') {
      const [status, said] = ssm(target.replace('AmazonSSM.', ''), JSON.parse(body));
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(said));
    } else {
      const { searchParams } = new URL(request.url ?? '', 'http://x');
      const [status, said] = cloudFormation(searchParams.get('StackName') ?? '');
      response.writeHead(status, { 'content-type': 'text/xml' }).end(said);
    }
  };
  fake.url = `http://127.0.0.1:${await serve(t, answer)}`;
  return fake;
}
