/** What API Gateway hands to a function, as far as it is used here. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export interface HttpRequest {
  headers: Record<string, string | undefined>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
}

export interface HttpResponse {
  statusCode: number;
  headers?: Record<string, string>;
  body?: string;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html */
export interface SocketEvent {
  requestContext: { connectionId: string };
  headers?: Record<string, string | undefined>;
  queryStringParameters?: Record<string, unknown>;
  body?: unknown;
}

export interface SocketResponse {
  statusCode: number;
}

/**
 * Whether an event is what a client sent, and not its coming or going. In the sandbox a frame such as
 * `{"action":"disconnect"}` runs the function of that name, with an event that only its body tells from a real one: its
 * `eventType` is that of the function, too.
 */
export const isFrame = ({ body }: SocketEvent): boolean => Boolean(body);

/** A header by its lower-case name. API Gateway's sockets keep the case that the browser sent, the sandbox does not. */
export function header({ headers = {} }: { headers?: Record<string, string | undefined> }, name: string) {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The body as text. */
export function bodyOf({ body = '', isBase64Encoded }: HttpRequest): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
}
