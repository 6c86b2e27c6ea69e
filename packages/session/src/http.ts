/**
 * A request as an HTTP API of API Gateway hands it to a function. Another host makes its own requests into this.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export interface HttpRequest {
  headers: Record<string, string | undefined>;
  /** Each `name=value`. */
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
}

export interface HttpResponse {
  statusCode: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A header by its lower-case name. API Gateway's sockets keep the case that the browser sent, the sandbox does not. */
export function header({ headers = {} }: { headers?: Record<string, string | undefined> }, name: string) {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The body as text. */
export function bodyOf({ body = '', isBase64Encoded }: HttpRequest): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
}

/** An answer in JSON that no cache keeps. */
export const json = (statusCode: number, body: object, headers = {}): HttpResponse => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(body),
});
