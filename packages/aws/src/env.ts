import * as v from 'valibot';

const secret = v.pipe(v.string('is missing'), v.minLength(32, 'is shorter than 32 characters'));

/** Any other address has the origin `null`, and so has every page without an origin. */
const isHttp = (address: string) => URL.canParse(address) && /^https?:\/\//.test(address);
const origin = v.optional(v.pipe(v.string(), v.check(isHttp, 'is not an http or https address')));

/** What the sandbox tells its functions. The default is its usual port. */
const Sandbox = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ ports: v.object({ _arc: v.optional(v.number(), 2222) }) }),
);

/** The names of the function's tables, by their names in app.arc: see packages/plugin-infra/src/roles.ts. */
const Tables = v.pipe(
  v.string(),
  v.parseJson({}, 'is not JSON'),
  v.record(v.string(), v.string('is not the name of a table'), 'is not an object'),
);

const Environment = v.variant(
  'ARC_ENV',
  [
    v.object({
      ARC_ENV: v.literal('testing'),
      ARC_APP_SECRET: secret,
      ARC_APP_ORIGIN: origin,
      ARC_WSS_URL: v.optional(v.string()),
      ARC_SANDBOX: v.optional(Sandbox, '{"ports":{}}'),
    }),
    v.object(
      {
        ARC_ENV: v.picklist(['staging', 'production']),
        ARC_APP_SECRET: secret,
        ARC_APP_SECRET_NEXT: v.optional(secret),
        ARC_APP_SECRET_PREVIOUS: v.optional(secret),
        ARC_APP_ORIGIN: origin,
        ARC_WSS_URL: v.string('is missing'),
        ARC_TABLES: v.optional(Tables, '{}'),
      },
      'is missing',
    ),
  ],
  'is not testing, staging or production',
);

export interface Env {
  stage: 'testing' | 'staging' | 'production';
  /** Encrypts sessions and tickets. */
  secret: string;
  /** Open the sessions and tickets from before and after a rotation of the secret. */
  otherSecrets: string[];
  /** The page's address. Set if the Host header differs: behind a CDN or a custom domain. */
  appOrigin: string | undefined;
  /** The address of the sockets, without a query. Architect sets it in a deployed function. */
  deployedUrl: string | undefined;
  /** The API that posts to sockets: of API Gateway, or of the sandbox. */
  apiUrl: string;
  /** The names of the function's tables. Undefined in the sandbox, which is asked for them. */
  tables: Record<string, string> | undefined;
}

/** @throws Error that names each missing or bad variable, in one line, without its value */
export function readEnv(variables: Record<string, string | undefined>): Env {
  const parsed = v.safeParse(Environment, variables);
  if (!parsed.success) {
    throw new Error(parsed.issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`).join('; '));
  }
  const { ARC_ENV: stage, ARC_APP_SECRET: secret, ARC_APP_ORIGIN: appOrigin, ARC_WSS_URL: deployedUrl } = parsed.output;
  const apiUrl =
    parsed.output.ARC_ENV === 'testing'
      ? `http://localhost:${parsed.output.ARC_SANDBOX.ports._arc}/_arc/ws`
      : parsed.output.ARC_WSS_URL;
  const deployed = parsed.output.ARC_ENV === 'testing' ? undefined : parsed.output;
  const others = [deployed?.ARC_APP_SECRET_NEXT, deployed?.ARC_APP_SECRET_PREVIOUS];
  const otherSecrets = others.filter((it) => it !== undefined);
  return { stage, secret, otherSecrets, appOrigin, deployedUrl, apiUrl, tables: deployed?.ARC_TABLES };
}

/** Read once, when the function starts: it must not start with an unsafe environment. */
export const env = readEnv(process.env);
