import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { startSandbox } from '../../../scripts/lib/sandbox.ts';
import { isAllowed, startAws, type Aws } from './aws.ts';
import type { Lifetime } from '../../../scripts/testing/serve.ts';
import { connectEvent, disconnectEvent, httpEvent, messageEvent } from './events.ts';
import { startLambda, type Lambda } from './lambda.ts';
import { ourTemplate, region, stackOf, type Stack } from './stack.ts';

/** An answer that API Gateway accepts: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export type CloudAnswer = { statusCode: number; headers: Record<string, string>; body: string };

export const cookieIn = ({ headers }: CloudAnswer) => headers['set-cookie']?.split(';')[0] ?? '';

export const isAnswer = (value: unknown): value is { statusCode: number } =>
  typeof value === 'object' && value !== null && 'statusCode' in value && Number.isInteger(value.statusCode);

const account = '123456789012';

/** Names the tables as the sandbox does, and all other resources as AWS might. */
export const naming = (id: string): string => {
  const [, table, isArn] = /^(\w+)Table(\.Arn)?$/.exec(id) ?? [];
  if (table) {
    const name = `arc-chat-staging-${table.toLowerCase()}`;
    return isArn ? `arn:aws:dynamodb:${region}:${account}:table/${name}` : name;
  }
  if (id === 'Logs.Arn') return `arn:aws:logs:${region}:${account}:log-group:/ArcChatStaging:*`;
  const pseudo: Record<string, string> = {
    'AWS::Region': region,
    'AWS::StackName': 'ArcChatStaging',
    'AWS::Partition': 'aws',
    'AWS::AccountId': account,
  };
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

  /** @param management the port of CloudFormation and SSM, for the operator */
  static async start(lifetime: Lifetime, management?: number): Promise<Cloud> {
    const stack = stackOf(await ourTemplate('staging'), naming);
    const sandbox = await startSandbox();
    lifetime.after(() => sandbox.stop());
    // For storage.ts.
    Object.assign(process.env, sandbox.env);
    const { ports }: { ports: { tables: number } } = JSON.parse(sandbox.env['ARC_SANDBOX'] ?? '');
    const roles = stack.functions.values();
    const aws = await startAws(lifetime, { account, roles, tables: ports.tables, ...(management && { management }) });
    const started = [...stack.functions].map(
      async ([route, fn]) => [route, await startLambda(lifetime, fn, aws.port)] as const,
    );
    return new Cloud(stack, aws, new Map(await Promise.all(started)));
  }

  /** Forgets what has happened. The rows of the tables stay, and the open sockets. */
  forget(): void {
    for (const { log, ended } of this.lambdas.values()) for (const list of [log, ended]) list.length = 0;
    for (const list of [this.aws.calls, this.aws.refused, this.aws.failed, this.aws.posts]) list.length = 0;
  }

  /** Does the work with other functions in the place of these. */
  async replacing<T>(others: Iterable<readonly [route: string, lambda: Lambda]>, work: () => Promise<T>): Promise<T> {
    const own = [...this.lambdas];
    for (const [route, lambda] of others) this.lambdas.set(route, lambda);
    try {
      return await work();
    } finally {
      for (const [route, lambda] of own) this.lambdas.set(route, lambda);
    }
  }

  /** The address of the page. */
  get origin(): string {
    return this.stack.outputs['API'] ?? '';
  }

  /** The address of the sockets, without a ticket. */
  get socket(): string {
    return this.stack.outputs['WSS'] ?? '';
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

  /** Opens the page as a new guest, and takes a ticket to the room. */
  async ticket(room: string, name = 'Ann Smith'): Promise<{ url: string; cookies: string[] }> {
    const cookies = [cookieIn(await this.request('GET /'))];
    const question = { headers: { origin: this.origin }, cookies, body: JSON.stringify({ room, name }) };
    const { url }: { url: string } = JSON.parse((await this.request('POST /ticket', question)).body);
    return { url, cookies };
  }

  /** The actions that a role allows and no call has used, without those for the log. */
  unusedRights(): string[] {
    return [...this.stack.functions.values()].flatMap(({ name, rights }) =>
      rights.flatMap((given) =>
        given.actions.flatMap((action) =>
          given.resources.flatMap((resource) => {
            const right = { ...given, actions: [action], resources: [resource] };
            const isUsed = this.aws.calls.some((call) => call.caller === name && isAllowed([right], call));
            return isUsed || action.startsWith('logs:') ? [] : [`${name}: ${action} ${resource}`];
          }),
        ),
      ),
    );
  }

  /** Opens a socket. @returns the status and the connection's id */
  async connect(url: string, origin = this.origin): Promise<{ status: number; connection: string }> {
    const connection = `${randomBytes(11).toString('base64url')}=`;
    const { statusCode } = await this.#invoke('$connect', connectEvent(url, connection, origin));
    if (statusCode === 200) this.aws.open.add(connection);
    return { status: statusCode, connection };
  }

  /** Opens the page, takes a ticket, opens a socket and says hello. */
  async enter(room: string): Promise<{ connection: string; url: string; cookies: string[] }> {
    const { url, cookies } = await this.ticket(room);
    const { status, connection } = await this.connect(`${url}&v=1`);
    assert.equal(status, 200);
    await this.send(connection, { type: 'hello', room });
    return { connection, url, cookies };
  }

  async send(connection: string, frame: unknown): Promise<void> {
    const { statusCode } = await this.#invoke('$default', messageEvent(this.socket, connection, frame));
    assert.equal(statusCode, 200);
  }

  async disconnect(connection: string, code: number, reason: string): Promise<void> {
    this.aws.open.delete(connection);
    const event = disconnectEvent(this.socket, connection, code, reason);
    assert.equal((await this.#invoke('$disconnect', event)).statusCode, 200);
  }

  /** @returns the frames that were posted to a connection since the last call */
  heardBy(connection: string): Record<string, unknown>[] {
    const { posts } = this.aws;
    const heard = posts.filter((post) => post.connection === connection);
    this.aws.posts = posts.filter((post) => post.connection !== connection);
    for (const { url } of heard) assert.equal(url, this.socket);
    return heard.map(({ frame }) => frame);
  }
}
