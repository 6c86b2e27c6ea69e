import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sandbox from '@architect/sandbox';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : freePort();
}

/** The app and its tables, without what would need a build. */
function manifest(): string {
  const whole = readFileSync(join(import.meta.dirname, '../../../app.arc'), 'utf8');
  const [tables] = /^@tables\n[^@]*/m.exec(whole) ?? [];
  if (!tables) throw new Error('app.arc has no @tables');
  return `@app\narc-chat\n\n${tables}`;
}

/**
 * Starts the sandbox's DynamoDB with the tables of app.arc, and tells this process's environment where it is: to be
 * called before this package is imported, which reads it.
 *
 * @returns what ends it
 */
export async function startTables(): Promise<() => Promise<unknown>> {
  const cwd = mkdtempSync(join(tmpdir(), 'arc-chat-tables-'));
  writeFileSync(join(cwd, 'app.arc'), manifest());
  const [http, _arc, tables, events] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  Object.assign(process.env, {
    ARC_ENV: 'testing',
    ARC_INTERNAL_PORT: String(_arc),
    ARC_TABLES_PORT: String(tables),
    ARC_EVENTS_PORT: String(events),
    ARC_SANDBOX: JSON.stringify({ ports: { _arc, tables }, version: '9.0.0' }),
    ARC_APP_NAME: 'arc-chat',
    AWS_ACCESS_KEY_ID: 'sandbox',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
  });
  const options = { cwd, host: '127.0.0.1', port: http, quiet: true };
  await sandbox.start(options);
  return async () => {
    await sandbox.end();
    rmSync(cwd, { recursive: true });
  };
}
