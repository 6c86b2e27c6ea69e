import awsLite from '@aws-lite/client';
import management from '@aws-lite/apigatewaymanagementapi';
import { env } from './env.ts';
import { once } from './once.ts';
import { report } from './report.ts';
import { inTime } from './in-time.ts';
import type { Posted, Sockets } from '@arc-chat/chat';

/** The timeout of one call: a slow socket must not delay the others. */
const patienceMs = 2_000;

/** The part of API Gateway's management API that is used here. */
interface Api {
  PostToConnection(params: { ApiUrl: string; ConnectionId: string; Data: string }): Promise<unknown>;
  DeleteConnection(params: { ApiUrl: string; ConnectionId: string }): Promise<unknown>;
}

/** Whether the connection does not exist: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html */
const isGone = (error: unknown) => error instanceof Error && 'statusCode' in error && error.statusCode === 410;

/**
 * Whether the error is our fault: a missing permission or a wrong address. A 429 is not: the client reads too slowly. A
 * 5xx or an error without a status may concern only one closing socket.
 */
const isOurs = (error: unknown) =>
  error instanceof Error &&
  'statusCode' in error &&
  typeof error.statusCode === 'number' &&
  error.statusCode < 500 &&
  error.statusCode !== 429;

/** Tells the operator of a failure that is our fault. */
const reportOurs = (error: unknown) => {
  if (isOurs(error)) report(error);
};

/**
 * @param ApiUrl the address of the API that the sockets are connected to
 * @param failed is called with the error of every call that failed, unless the socket is gone
 */
export function socketsOver(
  client: () => Promise<Api>,
  ApiUrl: string,
  { patience = patienceMs, failed = reportOurs }: { patience?: number; failed?: (error: unknown) => void } = {},
) {
  async function attempt(call: () => Promise<unknown>): Promise<Posted> {
    try {
      await inTime(patience, call);
      return 'delivered';
    } catch (error) {
      if (isGone(error)) return 'gone';
      failed(error);
      return 'failed';
    }
  }

  return {
    async post(ConnectionId: string, Data: string) {
      const api = await client();
      return attempt(() => api.PostToConnection({ ApiUrl, ConnectionId, Data }));
    },
    async close(ConnectionId: string) {
      const api = await client();
      await attempt(() => api.DeleteConnection({ ApiUrl, ConnectionId }));
    },
  } satisfies Sockets;
}

/**
 * One client for the process, with kept connections. `arc.ws.send` makes a client for each post, and repeats a post that
 * API Gateway throttles up to five times: that would only make the throttling worse.
 */
const client = once(async (): Promise<Api> => {
  const sandbox = { region: 'us-west-2', accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  const local = env.stage === 'testing' ? sandbox : {};
  const made = await awsLite({ ...local, keepAlive: true, retries: 0, plugins: [management] });
  return Reflect.get(made, 'ApiGatewayManagementApi');
});

export const sockets = socketsOver(client, env.apiUrl);

/** The same sockets for the operator's commands: every failure is told. */
export const socketsTelling = (failed: (error: unknown) => void) => socketsOver(client, env.apiUrl, { failed });
