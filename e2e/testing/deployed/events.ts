// Events as API Gateway sends them to functions, with the exact case of each name. The sandbox's events differ.

/** The address of everybody who sends these events. */
export const sourceIp = '192.0.2.1';

/** HTTP API, payload format 2.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export function httpEvent(
  host: string,
  route: string,
  {
    headers = {},
    cookies,
    body,
  }: { headers?: Record<string, string>; cookies?: string[]; body?: string | Buffer } = {},
) {
  const [method = '', rawPath = ''] = route.split(' ');
  return {
    version: '2.0',
    routeKey: route,
    rawPath,
    rawQueryString: '',
    ...(cookies && { cookies }),
    headers: {
      accept: '*/*',
      'accept-encoding': 'gzip, deflate, br, zstd',
      'content-length': String(body?.length ?? 0),
      host,
      'user-agent': 'Mozilla/5.0',
      'x-amzn-trace-id': 'Root=1-6926f0a1-0123456789abcdef01234567',
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      ...headers,
    },
    requestContext: {
      accountId: '123456789012',
      apiId: host.split('.')[0],
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp, userAgent: 'Mozilla/5.0' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: route,
      stage: '$default',
      time: '25/Nov/2026:12:00:00 +0000',
      timeEpoch: Date.now(),
    },
    // API Gateway sends a body in base64 if its content type is not one of text.
    ...(body !== undefined && { body: body instanceof Buffer ? body.toString('base64') : body }),
    isBase64Encoded: body instanceof Buffer,
  };
}

const multiple = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, [value]]));

function contextOf(socket: URL, connectionId: string, routeKey: string, eventType: string) {
  return {
    routeKey,
    eventType,
    extendedRequestId: 'UcSG7FwDliAFYUA=',
    requestTime: '25/Nov/2026:12:00:00 +0000',
    messageDirection: 'IN',
    stage: socket.pathname.slice(1),
    connectedAt: Date.now(),
    requestTimeEpoch: Date.now(),
    identity: { userAgent: 'Mozilla/5.0', sourceIp },
    requestId: 'UcSG7FwDliAFYUA=',
    domainName: socket.host,
    connectionId,
    apiId: socket.host.split('.')[0],
  };
}

/** A socket opens: the event has the browser's headers and no body, not even an empty one. */
export function connectEvent(url: string, connectionId: string, origin: string) {
  const socket = new URL(url);
  const headers = {
    'Accept-Encoding': 'gzip, deflate, br, zstd',
    Host: socket.host,
    Origin: origin,
    'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version': '13',
    'User-Agent': 'Mozilla/5.0',
    'X-Amzn-Trace-Id': 'Root=1-6926f0a1-0123456789abcdef01234567',
    'X-Forwarded-For': sourceIp,
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
  };
  const query = Object.fromEntries(socket.searchParams);
  return {
    headers,
    multiValueHeaders: multiple(headers),
    ...(socket.search && { queryStringParameters: query, multiValueQueryStringParameters: multiple(query) }),
    requestContext: contextOf(socket, connectionId, '$connect', 'CONNECT'),
    isBase64Encoded: false,
  };
}

/** A frame arrives: the event has no headers and no query. */
export const messageEvent = (url: string, connectionId: string, frame: unknown) => ({
  requestContext: {
    ...contextOf(new URL(url), connectionId, '$default', 'MESSAGE'),
    messageId: 'UcSG9cnCFiACGiw=',
  },
  body: typeof frame === 'string' ? frame : JSON.stringify(frame),
  isBase64Encoded: false,
});

/** A socket has closed: the event has the code and the reason. */
export function disconnectEvent(url: string, connectionId: string, code: number, reason = '') {
  const headers = { Host: new URL(url).host, 'x-api-key': '', 'X-Forwarded-For': sourceIp, 'x-restapi': '' };
  return {
    headers,
    multiValueHeaders: multiple(headers),
    requestContext: {
      ...contextOf(new URL(url), connectionId, '$disconnect', 'DISCONNECT'),
      disconnectStatusCode: code,
      disconnectReason: reason,
    },
    isBase64Encoded: false,
  };
}
