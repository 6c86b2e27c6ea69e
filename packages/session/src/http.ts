/**
 * A request in the format of API Gateway's HTTP APIs. Other hosts convert their requests to this format.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export interface HttpRequest {
  headers: Record<string, string | undefined>;
  /** Each `name=value`. */
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
  requestContext?: { http?: { sourceIp?: string | null } };
}

export interface HttpResponse {
  statusCode: number;
  headers?: Record<string, string>;
  body?: string;
}

/** Finds a header by its lower-case name. API Gateway's sockets keep the browser's case, and the sandbox's do not. */
export function header({ headers = {} }: { headers?: Record<string, string | undefined> }, name: string) {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The body as text. */
export function bodyOf({ body = '', isBase64Encoded }: HttpRequest): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
}

/** A JSON response that no cache stores. */
export const json = (statusCode: number, body: object, headers = {}): HttpResponse => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(body),
});
