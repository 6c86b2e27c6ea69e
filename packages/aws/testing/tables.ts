import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, request as connectTo } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import sandbox from '@architect/sandbox';

async function listening(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the server has no port');
  return address.port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** A request to DynamoDB: `{ operation: 'Query', params: { ConsistentRead: true, … } }`. */
export interface Asked {
  operation: string;
  params: Record<string, unknown>;
}

/** A proxy that forwards every request to a port and records it. */
function recorder(port: number, asked: Asked[]): Server {
  const handOn = async (request: IncomingMessage, response: ServerResponse) => {
    const { method, headers } = request;
    const body = await text(request);
    const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
    asked.push({ operation, params: JSON.parse(body) });
    const onwards = connectTo({ host: '127.0.0.1', port, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onwards.end(body);
  };
  return createServer((request, response) => void handOn(request, response));
}

/** An app.arc with the tables alone, so that nothing has to be built. */
function manifest(): string {
  const whole = readFileSync(join(import.meta.dirname, '../../../app.arc'), 'utf8');
  const [tables] = /^@tables\n[^@]*/m.exec(whole) ?? [];
  if (!tables) throw new Error('app.arc has no @tables');
  return `@app\narc-chat\n\n${tables}`;
}

/**
 * Starts the sandbox's DynamoDB with the tables of app.arc, and puts its address into this process's environment. Call
 * this before the package is imported: the package reads its environment when it is loaded.
 *
 * @returns a growing list of all requests, and a function that stops DynamoDB
 */
export async function startTables(): Promise<{ asked: Asked[]; stop: () => Promise<void> }> {
  const cwd = mkdtempSync(join(tmpdir(), 'arc-chat-tables-'));
  writeFileSync(join(cwd, 'app.arc'), manifest());
  const [http, _arc, tables, events] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const asked: Asked[] = [];
  const proxy = recorder(tables, asked);
  Object.assign(process.env, {
    ARC_ENV: 'testing',
    ARC_APP_SECRET: 'a secret of thirty-two characters',
    ARC_INTERNAL_PORT: String(_arc),
    ARC_TABLES_PORT: String(tables),
    ARC_EVENTS_PORT: String(events),
    ARC_SANDBOX: JSON.stringify({ ports: { _arc, tables: await listening(proxy) }, version: '9.0.0' }),
    ARC_APP_NAME: 'arc-chat',
    AWS_ACCESS_KEY_ID: 'sandbox',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
  });
  const options = { cwd, host: '127.0.0.1', port: http, quiet: true };
  await sandbox.start(options);
  const stop = async () => {
    proxy.close();
    proxy.closeAllConnections();
    await sandbox.end();
    rmSync(cwd, { recursive: true });
  };
  return { asked, stop };
}
