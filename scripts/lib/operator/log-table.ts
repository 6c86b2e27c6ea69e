import * as v from 'valibot';
import { codeOf, requestProblem } from '../deploy/aws-error.ts';
import { askDynamoDb, type AwsClient } from '../dynamodb.ts';
import { Problem } from '../root.ts';
import type { Goal, LogTable, StoredRow } from './copy-rooms.ts';

/**
 * A closed room has a row here, above all others, with a goal and without a message. The functions cannot read such a
 * row, so every read of the room's newest row fails: see packages/aws/src/table.ts. The number must be below their own
 * limit.
 */
const closedSeq = Number.MAX_SAFE_INTEGER - 1;

const Text = v.object({ S: v.string() });
const Numeric = v.object({ N: v.pipe(v.string(), v.transform(Number)) });

/** A row as DynamoDB writes it. Other attributes are kept as they are. */
const Item = v.looseObject({ room: Text, seq: Numeric, log: Text, id: Text });

const toRow = (item: unknown): StoredRow => {
  const { seq, log, id } = v.parse(Item, item);
  return { seq: seq.N, log: log.S, id: id.S, item: Object(item) };
};

const Page = v.object({ Items: v.array(v.unknown()) });
const Rooms = v.object({
  Items: v.array(v.object({ room: Text })),
  LastEvaluatedKey: v.optional(v.record(v.string(), v.unknown())),
});

const Closing = v.object({ Item: v.optional(v.object({ goalSeq: Numeric, goalLog: Text, goalId: Text })) });

const pageRows = 100;

/** A table of DynamoDB as a table of logs. A failed request throws a Problem. */
export function logTable(aws: AwsClient, TableName: string, region: string): LogTable {
  async function ask(action: string, parameters: object): Promise<unknown> {
    try {
      return await askDynamoDb(aws, action, { TableName, ...parameters });
    } catch (error) {
      if (codeOf(error) === 'ConditionalCheckFailedException') return undefined;
      if (codeOf(error) === 'ResourceNotFoundException') {
        throw new Problem(`There is no table ${TableName} in ${region}.`);
      }
      throw new Problem(requestProblem(error, region));
    }
  }

  const closingKey = (room: string) => ({ room: { S: room }, seq: { N: String(closedSeq) } });

  /** Returns false if the condition failed. */
  const isDone = async (action: string, parameters: object) => (await ask(action, parameters)) !== undefined;

  const ifFree = { ConditionExpression: 'attribute_not_exists(#seq)', ExpressionAttributeNames: { '#seq': 'seq' } };

  const ifGoal = ({ seq, log, id }: Goal) => ({
    ConditionExpression: '#seq = :seq AND #log = :log AND #id = :id',
    ExpressionAttributeNames: { '#seq': 'goalSeq', '#log': 'goalLog', '#id': 'goalId' },
    ExpressionAttributeValues: { ':seq': { N: String(seq) }, ':log': { S: log }, ':id': { S: id } },
  });

  async function query(room: string, from: number, to: number, how: object): Promise<StoredRow[]> {
    const answer = await ask('Query', {
      KeyConditionExpression: '#room = :room AND #seq BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#room': 'room', '#seq': 'seq' },
      ExpressionAttributeValues: { ':room': { S: room }, ':from': { N: String(from) }, ':to': { N: String(to) } },
      ConsistentRead: true,
      ...how,
    });
    return v.parse(Page, answer).Items.map(toRow);
  }

  return {
    async *rooms() {
      const known = new Set<string>();
      for (let ExclusiveStartKey: object | undefined; ;) {
        const scan = { ProjectionExpression: '#room', ExpressionAttributeNames: { '#room': 'room' } };
        const answer = await ask('Scan', {
          ...scan,
          ConsistentRead: true,
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        });
        const { Items, LastEvaluatedKey } = v.parse(Rooms, answer);
        for (const { room } of Items) {
          if (!known.has(room.S)) yield room.S;
          known.add(room.S);
        }
        if (!LastEvaluatedKey) return;
        ExclusiveStartKey = LastEvaluatedKey;
      }
    },

    rows: (room, from, to) => query(room, from, Math.min(to, closedSeq - 1), { Limit: pageRows }),

    newest: async (room) => (await query(room, 1, closedSeq - 1, { ScanIndexForward: false, Limit: 1 }))[0],

    put: ({ item }) => isDone('PutItem', { Item: item, ...ifFree }),

    async closedFor(room) {
      const answer = await ask('GetItem', { Key: closingKey(room), ConsistentRead: true });
      const closing = v.parse(Closing, answer).Item;
      return closing && { seq: closing.goalSeq.N, log: closing.goalLog.S, id: closing.goalId.S };
    },

    close(room, { seq, log, id }, was) {
      const goal = { goalSeq: { N: String(seq) }, goalLog: { S: log }, goalId: { S: id } };
      return isDone('PutItem', { Item: { ...closingKey(room), ...goal }, ...(was ? ifGoal(was) : ifFree) });
    },

    open: (room, goal) => isDone('DeleteItem', { Key: closingKey(room), ...ifGoal(goal) }),
  };
}
