import arc from '@architect/functions';
import * as v from 'valibot';
import { env } from './env.ts';
import { once } from './once.ts';
import { report } from './report.ts';

/** The part of aws-lite's DynamoDB client that is used here. The client's own types would need the whole AWS SDK. */
interface Client {
  DeleteItem(params: object): Promise<{ Attributes?: unknown }>;
  GetItem(params: object): Promise<{ Item?: unknown }>;
  PutItem(params: object): Promise<unknown>;
  Query(params: object): Promise<{ Items: unknown[] }>;
  Scan(params: object): Promise<{ Items: unknown[] }>;
  UpdateItem(params: object): Promise<{ Attributes?: unknown }>;
}

interface ArcDB {
  _client: Client;
  name(table: string): string;
}

type Values = Record<string, string | number>;

/** A DynamoDB expression writes a value as `:value`, and an attribute as `#name`, because many names are reserved. */
interface Expression {
  values?: Values;
  condition?: string;
}

interface Reading {
  /** The maximum number of rows. Without it, all pages are read. */
  count?: number | undefined;
  /** Eventually consistent, for half the price. */
  isStale?: boolean | undefined;
  newestFirst?: boolean;
  /** Reports an invalid row and leaves it out, instead of throwing. */
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

/** Returns undefined if the condition failed: that is an answer, not an error. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ConditionalCheckFailedException') return undefined;
    throw error;
  }
}

// `arc.tables` asks `arc.services` for the tables' names. When deployed, that would be a call to SSM at each cold start.
const { tables } = env;
if (tables) Object.assign(arc, { services: async () => ({ tables }) });

const allTables = once((): Promise<ArcDB> => arc.tables());

/** One table. Every read is strongly consistent, unless it is stale by choice. Every row is validated, because older code may have written it. */
export function table<T extends object>(name: string, schema: v.GenericSchema<unknown, T> & { entries: object }) {
  /** Queries read only the schema's attributes, because a row may hold much more data. */
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
    // Names the attribute only: valibot's own message would contain its value, perhaps a user's text.
    throw new Error(
      `a row of ${name} does not match the schema: ${parsed.issues.map((it) => v.getDotPath(it)).join(', ')}`,
    );
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

  async function updateItem(Key: Values, update: string, { condition, values }: Expression, ReturnValues: string) {
    const { client, TableName } = await ready();
    const updated = client.UpdateItem({
      TableName,
      Key,
      UpdateExpression: update,
      ReturnValues,
      ...conditionOf(condition),
      ...valuesOf(values),
      ...namesIn(update, condition),
    });
    return unlessRefused(updated);
  }

  return {
    /** Returns false if the condition failed. */
    async put(Item: T & { expires?: number }, condition?: string): Promise<boolean> {
      const { client, TableName } = await ready();
      const put = client.PutItem({ TableName, Item, ...conditionOf(condition), ...namesIn(condition) });
      return (await unlessRefused(put.then(() => true))) ?? false;
    },

    async get(Key: Values): Promise<T | undefined> {
      const { client, TableName } = await ready();
      return row((await client.GetItem({ TableName, Key, ConsistentRead: true })).Item);
    },

    /** Returns the updated row, or undefined if the condition failed. */
    async update(Key: Values, update: string, expression: Expression): Promise<T | undefined> {
      return row((await updateItem(Key, update, expression, 'ALL_NEW'))?.Attributes);
    },

    /** Updates a row and returns none of it. False: the condition failed. */
    async change(Key: Values, update: string, expression: Expression): Promise<boolean> {
      return (await updateItem(Key, update, expression, 'NONE')) !== undefined;
    },

    /** Returns the removed row, or undefined if there was none, the condition failed or the row was invalid. */
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

    /** Returns rows of one partition in the order of their sort key. */
    async query(
      key: string,
      values: Values,
      { count, isStale = false, newestFirst = false, skipBad = false }: Reading = {},
    ): Promise<T[]> {
      const { client, TableName } = await ready();
      const { Items } = await client.Query({
        TableName,
        KeyConditionExpression: key,
        ProjectionExpression: fields,
        ConsistentRead: !isStale,
        ScanIndexForward: !newestFirst,
        ...(count === undefined ? { paginate: true } : { Limit: count }),
        ...valuesOf(values),
        ...namesIn(key, fields),
      });
      return skipBad ? Items.flatMap((item) => parseOrReport(item) ?? []) : Items.map(parse);
    },

    /** Returns all rows. For the operator's commands: no function has the right to scan. */
    async scan(): Promise<T[]> {
      const { client, TableName } = await ready();
      const { Items } = await client.Scan({ TableName, ConsistentRead: true, paginate: true });
      return Items.flatMap((item) => parseOrReport(item) ?? []);
    },
  };
}
