import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { listen } from '../lib/free-ports.ts';

/** The part of AWS that our commands use before they start Architect. */
export interface Fake {
  url: string;
  parameters: Map<string, string>;
  stacks: Map<string, { status: string; outputs: Record<string, string> }>;
  /** If set, the answer to every request, such as an error for expired keys. */
  refusal: { code: string; message: string } | undefined;
}

const stackXml = ({ status, outputs }: { status: string; outputs: Record<string, string> }) => {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>
    <member><StackStatus>${status}</StackStatus><Outputs>${members.join('')}</Outputs></member>
    </Stacks></DescribeStacksResult></DescribeStacksResponse>`;
};

const errorXml = (code: string, message: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

/** Starts a fake AWS for one test. Architect's client finds it by AWS_ENDPOINT_URL. */
export async function fakeAws(t: TestContext): Promise<Fake> {
  const fake: Fake = { url: '', parameters: new Map(), stacks: new Map(), refusal: undefined };

  function ssm(action: string, { Name, Value, Overwrite }: Record<string, unknown>): [number, object] {
    if (fake.refusal) return [400, { __type: fake.refusal.code, message: fake.refusal.message }];
    const found = fake.parameters.get(String(Name));
    if (action === 'GetParameter') {
      return found === undefined ? [400, { __type: 'ParameterNotFound' }] : [200, { Parameter: { Value: found } }];
    }
    if (found !== undefined && Overwrite !== true) return [400, { __type: 'ParameterAlreadyExists' }];
    fake.parameters.set(String(Name), String(Value));
    return [200, { Version: 1 }];
  }

  function cloudFormation(name: string): [number, string] {
    if (fake.refusal) return [403, errorXml(fake.refusal.code, fake.refusal.message)];
    const stack = fake.stacks.get(name);
    return stack ? [200, stackXml(stack)] : [400, errorXml('ValidationError', `Stack with id ${name} does not exist`)];
  }

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const target = request.headers['x-amz-target'];
    if (typeof target === 'string') {
      const [status, said] = ssm(target.replace('AmazonSSM.', ''), JSON.parse(body));
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(said));
    } else {
      const { searchParams } = new URL(request.url ?? '', 'http://x');
      const [status, said] = cloudFormation(searchParams.get('StackName') ?? '');
      response.writeHead(status, { 'content-type': 'text/xml' }).end(said);
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  fake.url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return fake;
}
