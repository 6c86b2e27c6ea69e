import { createServer, request as connectTo, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../lib/free-ports.ts';

/** A test, or a test file. It ends what was started for it. */
export type Lifetime = { after(end: () => Promise<void> | void): void };

/** Answers HTTP on the loopback interface, until the test ends. @returns the port */
export async function serve(
  lifetime: Lifetime,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<number> {
  const server = createServer((request, response) => void answer(request, response));
  lifetime.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return listen(server, '127.0.0.1', 0);
}

/** Lets another port on the loopback interface answer a request. @param body of the request: it has been read */
export function forward(
  port: number | undefined,
  { method, url: path, headers }: IncomingMessage,
  body: string,
  response: ServerResponse,
): void {
  const onwards = connectTo({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  onwards.end(body);
}
