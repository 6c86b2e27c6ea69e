import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { serve } from '../../../scripts/testing/serve.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A file in a bucket. */
type StoredFile = { headers: IncomingMessage['headers']; content: Buffer };

/** The part of an AWS account that a deployment uses, over plain HTTP. */
export type FakeAccount = {
  port: number;
  /** The requests that changed something, in order: `cloudformation UpdateStack`, `s3 /bucket/key`. */
  changes: string[];
  /** By `/bucket/key`. */
  files: Map<string, StoredFile>;
};

/** The bucket of `@static`. The stack makes it. */
export const staticBucket = 'stack-staticbucket-0a1b2c3d4e5f';

type Answer = { status?: number; headers?: Record<string, string>; body?: string };

const fault = (status: number, code: string, message = code): Answer => ({
  status,
  body: `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

const etagOf = (content: Buffer) => `"${createHash('md5').update(content).digest('hex')}"`;

export async function startAccount(t: TestContext, parameters: Record<string, string>): Promise<FakeAccount> {
  const account: FakeAccount = { port: 0, changes: [], files: new Map() };
  const stored = new Map(Object.entries(parameters));
  const buckets = new Set<string>();

  function cloudFormation(query: URLSearchParams): Answer {
    const action = query.get('Action') ?? '';
    const result = (body: string): Answer => ({
      body: `<${action}Response><${action}Result>${body}</${action}Result></${action}Response>`,
    });
    if (action === 'CreateStack' || action === 'UpdateStack') {
      account.changes.push(`cloudformation ${action}`);
      buckets.add(staticBucket);
      return result('<StackId>stack</StackId>');
    }
    if (!buckets.has(staticBucket)) {
      return fault(400, 'ValidationError', `Stack with id ${query.get('StackName')} does not exist`);
    }
    if (action === 'DescribeStacks') {
      return result('<Stacks><member><StackStatus>UPDATE_COMPLETE</StackStatus></member></Stacks>');
    }
    const list = action === 'DescribeStackResources' ? 'StackResources' : 'StackResourceSummaries';
    const isAsked = [null, 'StaticBucket'].includes(query.get('LogicalResourceId'));
    const bucket = `<member><ResourceType>AWS::S3::Bucket</ResourceType><LogicalResourceId>StaticBucket</LogicalResourceId>
      <PhysicalResourceId>${staticBucket}</PhysicalResourceId></member>`;
    return result(`<${list}>${isAsked ? bucket : ''}</${list}>`);
  }

  function s3({ method, headers }: IncomingMessage, path: string, content: Buffer): Answer {
    const [, bucket = '', key] = path.split('/');
    if (method === 'PUT' && !key) buckets.add(bucket);
    if (!buckets.has(bucket)) return fault(404, 'NoSuchBucket');
    if (method === 'GET') return { body: '<ListBucketResult></ListBucketResult>' };
    if (!key) return {};
    if (method === 'PUT') {
      account.changes.push(`s3 ${path}`);
      account.files.set(path, { headers, content });
      return {};
    }
    const file = account.files.get(path);
    if (!file) return fault(404, 'NoSuchKey');
    return { headers: { etag: etagOf(file.content), 'cache-control': file.headers['cache-control'] ?? '' } };
  }

  function ssm(action: string, { Path = '', Name = '', Value = '' }: Record<string, string>): Answer {
    if (action === 'PutParameter') stored.set(Name, Value);
    const found = [...stored].filter(([name]) => name.startsWith(`${Path}/`));
    return { body: JSON.stringify({ Parameters: found.map(([name, value]) => ({ Name: name, Value: value })) }) };
  }

  function answerTo(request: IncomingMessage, content: Buffer): Answer {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://aws');
    const [, service] = /\/(\w+)\/aws4_request/.exec(request.headers.authorization ?? '') ?? [];
    if (service === 'cloudformation') return cloudFormation(searchParams);
    if (service === 's3') return s3(request, pathname, content);
    if (service === 'cloudfront') return { body: '<DistributionList></DistributionList>' };
    return ssm(String(request.headers['x-amz-target']).replace('AmazonSSM.', ''), JSON.parse(content.toString()));
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { status = 200, headers = {}, body = '' } = answerTo(request, await buffer(request));
    const type = body.startsWith('{') ? 'application/x-amz-json-1.1' : 'text/xml';
    response.writeHead(status, { 'content-type': type, ...headers }).end(body);
  }

  account.port = await serve(t, answer);
  return account;
}
