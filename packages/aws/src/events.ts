/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html */
export interface SocketEvent {
  requestContext: { connectionId: string; identity?: { sourceIp?: string | null } };
  headers?: Record<string, string | undefined>;
  queryStringParameters?: Record<string, unknown>;
  body?: unknown;
}

export interface SocketResponse {
  statusCode: number;
}
