import { newId } from './bench-seat.ts';
import { clock } from './clock.ts';

const rowsAtOnce = 25;
const batchesAtOnce = 4;

/** The sandbox's DynamoDB requires a signature, and accepts any. */
const headers = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.BatchWriteItem',
  'x-amz-date': '20250101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=sandbox/20250101/us-west-2/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
};

/** A message as packages/aws/src/tables.ts stores it, in DynamoDB's own JSON. */
const rowOf = (room: string, log: string, seq: number) => ({
  room: { S: room },
  seq: { N: String(seq) },
  log: { S: log },
  id: { S: newId() },
  user: { S: 'somebody' },
  name: { S: 'Somebody' },
  text: { S: `Message ${seq}` },
  at: { N: String(Date.UTC(2025) + seq) },
});

async function write(port: number, rows: object[]): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ RequestItems: { 'arc-chat-staging-log': rows.map((Item) => ({ PutRequest: { Item } })) } }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`the database answered ${response.status}: ${answer}`);
}

/** Writing stops after this time, so a slow machine gets a shorter history. */
const patienceMs = 45_000;

/**
 * Fills an empty room with messages, directly in the sandbox's database and not through the chat.
 *
 * @returns the number of messages written
 */
export async function fillRoom(port: number, room: string, length: number, signal: AbortSignal): Promise<number> {
  const log = newId();
  const passed = clock();
  let written = 0;
  const fill = async () => {
    while (written < length && passed() < patienceMs) {
      signal.throwIfAborted();
      const first = written + 1;
      const count = Math.min(rowsAtOnce, length - written);
      written += count;
      await write(
        port,
        Array.from({ length: count }, (_, i) => rowOf(room, log, first + i)),
      );
    }
  };
  await Promise.all(Array.from({ length: batchesAtOnce }, fill));
  return written;
}
