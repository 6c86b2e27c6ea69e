import * as v from 'valibot';
import { codeOf } from './deploy/aws-error.ts';
import { askDynamoDb, type AwsClient } from './dynamodb.ts';
import { Problem } from './root.ts';
import type { Inventory, Keyed } from '@architect/inventory';

type Manifest = Pick<Inventory['inv'], 'app' | 'tables' | 'tables-indexes'>;

const Key = v.object({ KeySchema: v.array(v.object({ AttributeName: v.string(), KeyType: v.string() })) });

const Described = v.object({
  Table: v.object({
    ...Key.entries,
    TableStatus: v.string(),
    AttributeDefinitions: v.array(v.object({ AttributeName: v.string(), AttributeType: v.string() })),
    GlobalSecondaryIndexes: v.optional(v.array(Key), []),
  }),
});

const Scanned = v.object({ Items: v.array(v.looseObject({})) });

/** DynamoDB deletes at most so many rows in one request. */
const rowsAtOnce = 25;

/** The key as app.arc has it: `room *String, seq **Number`. */
const keyOf = ({ partitionKey, partitionKeyType, sortKey, sortKeyType }: Keyed) =>
  `${partitionKey} *${partitionKeyType}${sortKey ? `, ${sortKey} **${sortKeyType}` : ''}`;

/** The stored table's key and indexes, as app.arc has them. Undefined if there is no such table yet. */
async function storedIn(aws: AwsClient, TableName: string): Promise<string[] | undefined> {
  try {
    const { Table } = v.parse(Described, await askDynamoDb(aws, 'DescribeTable', { TableName }));
    // A process was killed while it made the table, and so the table can never be used.
    if (Table.TableStatus !== 'ACTIVE') return [];
    const types = new Map(Table.AttributeDefinitions.map((it) => [it.AttributeName, it.AttributeType]));
    const keyIn = ({ KeySchema }: v.InferOutput<typeof Key>) =>
      KeySchema.map(
        ({ AttributeName, KeyType }) =>
          `${AttributeName} ${KeyType === 'HASH' ? '*' : '**'}${types.get(AttributeName) === 'N' ? 'Number' : 'String'}`,
      ).join(', ');
    return [`key ${keyIn(Table)}`, ...Table.GlobalSecondaryIndexes.map((index) => `index ${keyIn(index)}`)];
  } catch (error) {
    if (codeOf(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function empty(aws: AwsClient, TableName: string, { partitionKey, sortKey }: Keyed): Promise<void> {
  const scan = { TableName, AttributesToGet: [partitionKey, ...(sortKey ? [sortKey] : [])], Limit: rowsAtOnce };
  for (;;) {
    const { Items } = v.parse(Scanned, await askDynamoDb(aws, 'Scan', scan));
    if (Items.length === 0) return;
    const deletions = Items.map((Key) => ({ DeleteRequest: { Key } }));
    await askDynamoDb(aws, 'BatchWriteItem', { RequestItems: { [TableName]: deletions } });
  }
}

/**
 * Compares the stored tables with app.arc, then empties some of them. The sandbox makes only the tables that are
 * missing, whole, and changes none.
 *
 * @param emptied the names of tables in app.arc
 * @throws Problem if a stored table lacks its key or an index
 */
export async function prepareTables(
  aws: AwsClient,
  { app, tables, 'tables-indexes': indexes }: Manifest,
  emptied: string[],
): Promise<void> {
  for (const table of tables ?? []) {
    const name = `${app}-staging-${table.name}`;
    const stored = await storedIn(aws, name);
    if (!stored) continue;
    const own = (indexes ?? []).filter((index) => index.name === table.name);
    const wanted = [`key ${keyOf(table)}`, ...own.map((index) => `index ${keyOf(index)}`)];
    const missing = wanted.find((it) => !stored.includes(it));
    if (missing) {
      throw new Problem(
        `In app.arc the table ${table.name} has the ${missing}, but not in the stored data. Change app.arc back, or delete the data: npm run reset`,
      );
    }
    if (emptied.includes(table.name)) await empty(aws, name, table);
  }
}
