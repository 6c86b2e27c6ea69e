import * as v from 'valibot';

/** Gets keys from single sign-on, a role or a credential process. Architect reads only keys. */
const getKeys = 'eval "$(aws configure export-credentials --format env)"';

const Thrown = v.object({
  message: v.string(),
  code: v.optional(v.string(), ''),
  statusCode: v.optional(v.number(), 0),
});

/** Architect's client throws this object if a service that gives keys has refused. It is no Error. */
const Refusal = v.object({ error: v.string() });

function read(error: unknown): { message: string; code: string; statusCode: number } {
  const refusal = v.safeParse(Refusal, error);
  const thrown = v.safeParse(Thrown, error);
  const { message, code, statusCode } = thrown.success
    ? thrown.output
    : { message: refusal.success ? refusal.output.error : '', code: '', statusCode: 0 };
  return {
    message: message.replaceAll(/\s+/g, ' ').replace(/^@aws-lite\/client: |\.? ?$/g, ''),
    // Some services put a namespace in front.
    code: code.split('#').at(-1) ?? '',
    statusCode,
  };
}

/** Whether Architect's client threw this error. */
export const isOfAws = (error: unknown) => error instanceof Error && error.message.startsWith('@aws-lite/client: ');

/** The code that AWS gives to its error; empty if there is none. */
export const codeOf = (error: unknown): string => read(error).code;

/** Architect's client names the fault only in the message. */
const networkFaults =
  /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|EPIPE|certificate|no answer)\b/;

const answers: { codes: string[]; line(reason: string, region: string): string }[] = [
  {
    codes: ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'],
    line: () => `The AWS keys have expired. For new keys, run: ${getKeys}`,
  },
  {
    codes: ['InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId', 'AuthFailure'],
    line: (_, region) =>
      `AWS does not know these keys: they are mistyped or deleted, or the account has not enabled ${region}. For other keys, run: ${getKeys}`,
  },
  {
    codes: ['SignatureDoesNotMatch', 'InvalidSignatureException', 'RequestTimeTooSkewed', 'RequestInTheFuture'],
    line: () =>
      `AWS refused a signature: the secret key is wrong, or this machine's clock. For other keys, run: ${getKeys}`,
  },
  {
    codes: ['AccessDenied', 'AccessDeniedException', 'ForbiddenException', 'OptInRequired'],
    line: (reason) =>
      `These AWS keys lack a permission: ${reason}. Use the keys of the right account, or add it: docs/operate.md, "Deploying from GitHub"`,
  },
  {
    codes: ['Throttling', 'ThrottlingException', 'TooManyRequestsException', 'RequestLimitExceeded'],
    line: (reason) => `AWS gets too many requests: ${reason}. Wait a minute, then run the command again.`,
  },
];

/** @returns a line about a failed request to AWS, with what to do */
export function requestProblem(error: unknown, region: string): string {
  const { message, code, statusCode } = read(error);
  const answer = answers.find(({ codes }) => codes.includes(code));
  if (answer) return answer.line(message, region);
  if (networkFaults.test(message)) {
    return `AWS cannot be reached: ${message}. Check this machine's network, then run the command again.`;
  }
  if (statusCode >= 500) return `AWS has a fault: ${message}. Wait a minute, then run the command again.`;
  return `A request to AWS failed: ${message}. If the keys are the reason, run: ${getKeys}`;
}

/** The same line for credentials and for the region: both are looked up in the profile. */
function profileProblem(message: string): string | undefined {
  const [, profile] = /^Profile not found: (.*)$/.exec(message) ?? [];
  if (!profile) return undefined;
  return `There is no AWS profile ${profile}. Choose one with AWS_PROFILE. To list them, run: aws configure list-profiles`;
}

/** @returns a line about missing or useless credentials, with what to do */
export function credentialsProblem(error: unknown, profile = process.env['AWS_PROFILE']): string {
  const { message } = read(error);
  if (message.startsWith('SSO token is expired')) return 'The AWS sign-in has expired. Run: aws sso login';
  const isNone = message === '' || message.startsWith('Unable to find AWS credentials');
  const place = profile ? ` for the profile ${profile}` : '';
  const fault = isNone ? `No AWS credentials were found${place}` : `The AWS credentials are of no use: ${message}`;
  return profileProblem(message) ?? `${fault}. Choose a profile with AWS_PROFILE, or run: ${getKeys}`;
}

/** @returns a line about a missing or unknown region, with what to do */
export function regionProblem(error: unknown): string {
  const { message } = read(error);
  const fault = message.startsWith('Unable to find AWS region') ? 'No AWS region is set' : message;
  return profileProblem(message) ?? `${fault}. Run, with your region: export AWS_REGION=us-east-1`;
}
