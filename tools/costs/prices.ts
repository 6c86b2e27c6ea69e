/** List prices of us-east-1 in US dollars, written down in December 2025. They change: compare them with their sources. */
export const written = 'December 2025';

export interface Price {
  what: string;
  dollars: number;
  per: number;
  unit: string;
  source: string;
}

const million = 1_000_000;
const gb = 1024 ** 3;
const gateway = 'https://aws.amazon.com/api-gateway/pricing/';
const lambda = 'https://aws.amazon.com/lambda/pricing/';
const dynamo = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';

export const prices = {
  messages: {
    what: 'WebSocket messages from clients, 32 KB each',
    dollars: 1,
    per: million,
    unit: '1M',
    source: gateway,
  },
  posts: { what: 'WebSocket messages to clients, 32 KB each', dollars: 1, per: million, unit: '1M', source: gateway },
  minutes: { what: 'WebSocket connection minutes', dollars: 0.25, per: million, unit: '1M', source: gateway },
  requests: { what: 'HTTP API requests', dollars: 1, per: million, unit: '1M', source: gateway },
  invocations: { what: 'Lambda invocations', dollars: 0.2, per: million, unit: '1M', source: lambda },
  gbSeconds: { what: 'Lambda GB-seconds, arm64', dollars: 13.3334, per: million, unit: '1M', source: lambda },
  reads: { what: 'DynamoDB read units, on demand', dollars: 0.125, per: million, unit: '1M', source: dynamo },
  writes: { what: 'DynamoDB write units, on demand', dollars: 0.625, per: million, unit: '1M', source: dynamo },
  stored: {
    what: 'DynamoDB storage with point-in-time recovery, for a month',
    dollars: 0.45,
    per: gb,
    unit: '1 GB',
    source: dynamo,
  },
  logged: {
    what: 'CloudWatch Logs, taken in',
    dollars: 0.5,
    per: gb,
    unit: '1 GB',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  alarms: {
    what: 'CloudWatch alarms, one metric each, for a month',
    dollars: 0.1,
    per: 1,
    unit: '1',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  metrics: {
    what: 'CloudWatch metrics of our own, for a month',
    dollars: 0.3,
    per: 1,
    unit: '1',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  dashboards: {
    what: 'CloudWatch dashboards, for a month',
    dollars: 3,
    per: 1,
    unit: '1',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  transferred: {
    what: 'Data out to the internet',
    dollars: 0.09,
    per: gb,
    unit: '1 GB',
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/',
  },
} satisfies Record<string, Price>;

export type Unit = keyof typeof prices;

/** An amount of each unit. */
export type Usage = Partial<Record<Unit, number>>;

const isUnit = (name: string): name is Unit => name in prices;
const names = Object.keys(prices).filter(isUnit);

const units = (usage: Usage) =>
  names.flatMap((unit): [Unit, number][] => (usage[unit] === undefined ? [] : [[unit, usage[unit]]]));

export const times = (count: number, usage: Usage): Usage =>
  Object.fromEntries(units(usage).map(([unit, amount]) => [unit, amount * count]));

export function sum(...usages: Usage[]): Usage {
  const total: Usage = {};
  for (const [unit, amount] of usages.flatMap(units)) total[unit] = (total[unit] ?? 0) + amount;
  return total;
}

export const dollars = (usage: Usage): number =>
  units(usage).reduce((total, [unit, amount]) => total + (amount / prices[unit].per) * prices[unit].dollars, 0);
