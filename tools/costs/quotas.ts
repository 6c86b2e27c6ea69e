/** AWS's default quotas for an account in a region. They bound the costs, and some can be raised. */
export const quotas = {
  /** API Gateway's requests a second, over all APIs and stages: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
  requests: 10_000,
  /** The same in a dozen of the newer regions. */
  requestsInSomeRegions: 2_500,
  /** New sockets a second: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
  newSockets: 500,
  /** API Gateway ends a connection after two hours. */
  socketMinutes: 120,
  /** The longest message that API Gateway takes from a client, in several frames of WebSocket. */
  messageBytes: 128 * 1024,
  /** Lambda functions that run at once: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  functions: 1_000,
};
