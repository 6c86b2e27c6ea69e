import { add, namesOf, type Mend, type Template } from './template.ts';

/** In a text of `Fn::Sub`, the value of `{ Ref: id }`. */
const ref = (id: string) => `\${${id}}`;

/** A row of a metric: its namespace, its name, and its dimensions. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
type Row = unknown[];

const stack = ref('AWS::StackName');

const logged = (name: string, stat = 'Sum'): Row => [stack, name, { stat }];

/** One series for each combination of values that these dimensions have had. */
const search = (dimensions: string, name: string): Row => [
  { expression: `SEARCH('{"${stack}",${dimensions}} MetricName="${name}"', 'Sum', 300)`, id: name.toLowerCase() },
];

function graphsOf(template: Template): [title: string, rows: Row[]][] {
  const rows = (type: string, service: string, dimension: string, metrics: string[], stat = 'Sum') =>
    namesOf(template, type).flatMap((id) =>
      metrics.map((name) => [`AWS/${service}`, name, dimension, ref(id), { stat, label: `${id} ${name}` }]),
    );
  const functions = 'AWS::Serverless::Function';
  const tables = 'AWS::DynamoDB::Table';
  return [
    ['Events, by function and outcome', [search('function,outcome', 'Outcomes')]],
    ['Milliseconds of an event', [logged('Milliseconds', 'p50'), logged('Milliseconds', 'p99')]],
    ['Refused by the server', ['Internal', 'Busy', 'NewLog', 'Reported'].map((name) => logged(name))],
    ['Posts to sockets', ['Delivered', 'Gone', 'Failed', 'Left'].map((name) => logged(name))],
    ['Tries to append a message', [logged('Tries', 'Average'), logged('Tries', 'Maximum')]],
    ['Sockets and frames', rows('AWS::ApiGatewayV2::Api', 'ApiGateway', 'ApiId', ['ConnectCount', 'MessageCount'])],
    [
      'Turned away, and errors of the APIs',
      [
        ...rows('AWS::ApiGatewayV2::Api', 'ApiGateway', 'ApiId', ['ClientError', 'IntegrationError', 'ExecutionError']),
        ...rows('AWS::Serverless::HttpApi', 'ApiGateway', 'ApiId', ['4xx', '5xx']),
      ],
    ],
    ['Functions that failed', rows(functions, 'Lambda', 'FunctionName', ['Errors', 'Throttles'])],
    ['Functions at once', rows(functions, 'Lambda', 'FunctionName', ['ConcurrentExecutions'], 'Maximum')],
    [
      'Units of the tables',
      rows(tables, 'DynamoDB', 'TableName', ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits']),
    ],
    [
      'Requests that the tables refused',
      rows(tables, 'DynamoDB', 'TableName', ['ReadThrottleEvents', 'WriteThrottleEvents']),
    ],
  ];
}

const columns = 2;
const [width, height] = [12, 6];

/** One dashboard a stage, named as its stack. */
export const showAll: Mend = (template) => {
  const graphs = graphsOf(template).filter(([, rows]) => rows.length > 0);
  const widgets = graphs.map(([title, metrics], i) => ({
    type: 'metric',
    x: (i % columns) * width,
    y: Math.floor(i / columns) * height,
    width,
    height,
    properties: { title, metrics, region: ref('AWS::Region'), period: 300, view: 'timeSeries' },
  }));
  const Properties = {
    DashboardName: { Ref: 'AWS::StackName' },
    DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets }) },
  };
  return add(template, { Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties } });
};
