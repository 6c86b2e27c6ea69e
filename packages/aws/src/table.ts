import arc from '@architect/functions';
import * as v from 'valibot';
import { report } from './report.ts';

/** The part of aws-lite's DynamoDB client that is used here; its own types would bring the whole AWS SDK along. */
interface Client {
  DeleteItem(params: object): Promise<{ Attributes?: unknown }>;
  GetItem(params: object): Promise<{ Item?: unknown }>;
  PutItem(params: object): Promise<unknown>;
  Query(params: object): Promise<{ Items: unknown[] }>;
  UpdateItem(params: object): Promise<{ Attributes?: unknown }>;
}

interface ArcDB {
  _client: Client;
  name(table: string): string;
}

type Values = Record<string, string | number>;

/** An expression in DynamoDB's language, with `#name` for every attribute, since many names are reserved, and `:value`. */
interface Expression {
  values?: Values;
  condition?: string;
}

interface Reading {
  /** Without it all of them are read, however many pages that takes. */
  count?: number | undefined;
  newestFirst?: boolean;
  /** A row that is not as expected is reported and left out, rather than thrown for. */
  skipBad?: boolean;
}

/** `#name` in an expression stands for the attribute `name`. */
function namesIn(...expressions: (string | undefined)[]): { ExpressionAttributeNames?: Record<string, string> } {
  const names = expressions.flatMap((it) => it?.match(/#\w+/g) ?? []);
  return names.length > 0 ? { ExpressionAttributeNames: Object.fromEntries(names.map((it) => [it, it.slice(1)])) } : {};
}

const valuesOf = (values: Values = {}) =>
  Object.keys(values).length > 0
    ? {
        ExpressionAttributeValues: Object.fromEntries(Object.entries(values).map(([key, value]) => [`:${key}`, value])),
      }
    : {};

const conditionOf = (condition?: string) => (condition ? { ConditionExpression: condition } : {});

/** Undefined where the condition failed, which is an answer and not an error. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ConditionalCheckFailedException') return undefined;
    throw error;
  }
}

let tables: Promise<ArcDB> | undefined;

/** Looked up once, also where several calls are the first at once; again where that failed. */
function allTables(): Promise<ArcDB> {
  tables ??= arc.tables().catch((error: unknown) => {
    tables = undefined;
    throw error;
  });
  return tables;
}

/** One table. Every read is strongly consistent, and every row is validated: a table outlives the code that filled it. */
export function table<T extends object>(name: string, schema: v.GenericSchema<unknown, T> & { entries: object }) {
  /** Only what the schema names is read: a row can hold much that its reader does not need. */
  const fields = Object.keys(schema.entries)
    .map((field) => `#${field}`)
    .join(', ');
  const ready = async () => {
    const db = await allTables();
    return { client: db._client, TableName: db.name(name) };
  };
  const parse = (item: unknown): T => {
    const parsed = v.safeParse(schema, item);
    if (parsed.success) return parsed.output;
    // Which attribute, but not what is in it, which valibot would say.
    throw new Error(`a row of ${name} is not as expected: ${parsed.issues.map((it) => v.getDotPath(it)).join(', ')}`);
  };
  const row = (item: unknown): T | undefined => (item ? parse(item) : undefined);
  const parseOrReport = (item: unknown): T | undefined => {
    try {
      return parse(item);
    } catch (error) {
      report(error);
      return undefined;
    }
  };

  return {
    /** False where the condition failed. */
    async put(Item: T & { expires?: number }, condition?: string): Promise<boolean> {
      const { client, TableName } = await ready();
      const put = client.PutItem({ TableName, Item, ...conditionOf(condition), ...namesIn(condition) });
      return (await unlessRefused(put.then(() => true))) ?? false;
    },

    async get(Key: Values): Promise<T | undefined> {
      const { client, TableName } = await ready();
      return row((await client.GetItem({ TableName, Key, ConsistentRead: true })).Item);
    },

    /** The row as it is now; undefined where the condition failed. */
    async update(Key: Values, update: string, { condition, values }: Expression): Promise<T | undefined> {
      const { client, TableName } = await ready();
      const updated = client.UpdateItem({
        TableName,
        Key,
        UpdateExpression: update,
        ReturnValues: 'ALL_NEW',
        ...conditionOf(condition),
        ...valuesOf(values),
        ...namesIn(update, condition),
      });
      return row((await unlessRefused(updated))?.Attributes);
    },

    /** The row that this call removed; undefined where there was none, or the condition failed, or it could not be read. */
    async remove(Key: Values, { condition, values }: Expression = {}): Promise<T | undefined> {
      const { client, TableName } = await ready();
      const removed = client.DeleteItem({
        TableName,
        Key,
        ReturnValues: 'ALL_OLD',
        ...conditionOf(condition),
        ...valuesOf(values),
        ...namesIn(condition),
      });
      const was = (await unlessRefused(removed))?.Attributes;
      return was ? parseOrReport(was) : undefined;
    },

    /** Rows of one partition in the order of their sort key. */
    async query(
      key: string,
      values: Values,
      { count, newestFirst = false, skipBad = false }: Reading = {},
    ): Promise<T[]> {
      const { client, TableName } = await ready();
      const { Items } = await client.Query({
        TableName,
        KeyConditionExpression: key,
        ProjectionExpression: fields,
        ConsistentRead: true,
        ScanIndexForward: !newestFirst,
        ...(count === undefined ? { paginate: true } : { Limit: count }),
        ...valuesOf(values),
        ...namesIn(key, fields),
      });
      return skipBad ? Items.flatMap((item) => parseOrReport(item) ?? []) : Items.map(parse);
    },
  };
}
