import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { startSandbox } from '../../../scripts/lib/sandbox.ts';
import { startAws, type Aws } from './aws.ts';
import { connectEvent, disconnectEvent, httpEvent, messageEvent } from './events.ts';
import { startLambda, type Lambda } from './lambda.ts';
import { ourTemplate, region, stackOf, type Stack } from './stack.ts';

/** An answer that API Gateway accepts: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export type CloudAnswer = { statusCode: number; headers: Record<string, string>; body: string };

const isAnswer = (value: unknown): value is { statusCode: number } =>
  typeof value === 'object' && value !== null && 'statusCode' in value && Number.isInteger(value.statusCode);

/** Names the tables as the sandbox does, and all other resources as AWS might. */
const naming = (id: string): string => {
  const table = /^(\w+)Table$/.exec(id)?.[1];
  if (table) return `arc-chat-staging-${table.toLowerCase()}`;
  const pseudo: Record<string, string> = { 'AWS::Region': region, 'AWS::StackName': 'ArcChatStaging' };
  return pseudo[id] ?? { WS: 'a1b2c3d4e5', HTTP: 'f6g7h8i9j0' }[id] ?? `ArcChatStaging-${id}-0A1B2C3D4E5F`;
};

/** A deployed stack: each function runs in its own process. AWS is the one of aws.ts, with the sandbox's database. */
export class Cloud {
  readonly stack: Stack;
  readonly aws: Aws;
  readonly lambdas: Map<string, Lambda>;

  private constructor(stack: Stack, aws: Aws, lambdas: Map<string, Lambda>) {
    this.stack = stack;
    this.aws = aws;
    this.lambdas = lambdas;
  }

  static async start(t: TestContext): Promise<Cloud> {
    const stack = stackOf(await ourTemplate('staging'), naming);
    const sandbox = await startSandbox();
    t.after(() => sandbox.stop());
    const { ports }: { ports: { tables: number } } = JSON.parse(sandbox.env['ARC_SANDBOX'] ?? '');
    const aws = await startAws(t, { parameters: stack.parameters, allowed: stack.allowed, tables: ports.tables });
    const started = [...stack.functions].map(
      async ([route, fn]) => [route, await startLambda(t, fn, aws.port)] as const,
    );
    return new Cloud(stack, aws, new Map(await Promise.all(started)));
  }

  /** The address of the page. */
  get origin(): string {
    return this.stack.outputs['API'] ?? '';
  }

  async #invoke(route: string, event: object): Promise<CloudAnswer> {
    const lambda = this.lambdas.get(route);
    assert.ok(lambda, `no function has the route ${route}`);
    const answer = await lambda.invoke(event);
    assert.ok(isAnswer(answer), `API Gateway would answer 500: ${JSON.stringify(answer)}`);
    return { headers: {}, body: '', ...answer };
  }

  request(route: string, options: Parameters<typeof httpEvent>[2] = {}): Promise<CloudAnswer> {
    return this.#invoke(route, httpEvent(new URL(this.origin).host, route, options));
  }

  /** Opens a socket. @returns the status and the connection's id */
  async connect(url: string, origin = this.origin): Promise<{ status: number; connection: string }> {
    const connection = `${randomBytes(11).toString('base64url')}=`;
    const { statusCode } = await this.#invoke('$connect', connectEvent(url, connection, origin));
    if (statusCode === 200) this.aws.open.add(connection);
    return { status: statusCode, connection };
  }

  async send(connection: string, frame: unknown): Promise<void> {
    const { statusCode } = await this.#invoke(
      '$default',
      messageEvent(this.stack.outputs['WSS'] ?? '', connection, frame),
    );
    assert.equal(statusCode, 200);
  }

  async disconnect(connection: string, code: number, reason: string): Promise<void> {
    this.aws.open.delete(connection);
    const event = disconnectEvent(this.stack.outputs['WSS'] ?? '', connection, code, reason);
    assert.equal((await this.#invoke('$disconnect', event)).statusCode, 200);
  }

  /** @returns the frames that were posted to a connection since the last call */
  heardBy(connection: string): Record<string, unknown>[] {
    const { posts } = this.aws;
    const heard = posts.filter((post) => post.connection === connection);
    this.aws.posts = posts.filter((post) => post.connection !== connection);
    for (const { url } of heard) assert.equal(url, this.stack.outputs['WSS']);
    return heard.map(({ frame }) => frame);
  }
}
