import { seriesOf, type Datum, type Period } from './metrics.ts';
import { isAnswer, naming, type Cloud } from './cloud.ts';
import type { Aws } from './aws.ts';
import type { EndedCall, Lambda } from './lambda.ts';

const api = (id: 'WS' | 'HTTP', name: string, is: boolean): Datum => ({
  series: seriesOf('AWS/ApiGateway', name, { ApiId: naming(id) }),
  value: Number(is),
});

/**
 * By the words of AWS's documentation, a function's refusal of a socket may count as an `IntegrationError`, as its failure
 * does. Here it counts: an ordinary day must raise no alarm in either case.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
function ofApi(route: string, { answer }: EndedCall): Datum[] {
  const status = isAnswer(answer) ? answer.statusCode : 500;
  return route.startsWith('$')
    ? [api('WS', 'IntegrationError', status >= 400)]
    : [api('HTTP', '4xx', status >= 400 && status < 500), api('HTTP', '5xx', status >= 500)];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
function ofFunction(name: string, { ms, error }: EndedCall): Datum[] {
  const series = (metric: string) => seriesOf('AWS/Lambda', metric, { FunctionName: name });
  return [
    { series: series('Errors'), value: Number(error !== undefined) },
    { series: series('Duration'), value: ms },
  ];
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
function ofTables({ failed }: Aws): Datum[] {
  return failed.flatMap(({ call, fault }) => {
    if (fault === 'silence' || fault.type !== 'ThrottlingException') return [];
    const metric = /:(GetItem|Query)$/.test(call.action) ? 'ReadThrottleEvents' : 'WriteThrottleEvents';
    return [
      { series: seriesOf('AWS/DynamoDB', metric, { TableName: String(call.parameters['TableName']) }), value: 1 },
    ];
  });
}

const ofRoute = (cloud: Cloud, [route, { ended }]: [string, Lambda]): Datum[] =>
  ended.flatMap((it) => [...ofFunction(cloud.stack.functions.get(route)?.name ?? '', it), ...ofApi(route, it)]);

/**
 * Does the work with a fault. @returns what CloudWatch gets of it. The stand-in for AWS knows when functions were called,
 * how long they took, how they ended, and which calls to DynamoDB it throttled. Only AWS knows the other numbers.
 */
export async function periodOf(cloud: Cloud, work: () => Promise<void>, fault?: Aws['fault']): Promise<Period> {
  cloud.forget();
  cloud.aws.fault = fault;
  await work();
  cloud.aws.fault = undefined;
  const lambdas = [...cloud.lambdas];
  return {
    log: lambdas.flatMap(([, { log }]) => log),
    data: [...ofTables(cloud.aws), ...lambdas.flatMap((it) => ofRoute(cloud, it))],
  };
}
