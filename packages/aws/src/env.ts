import { developmentSecret } from '@arc-chat/session';
import * as v from 'valibot';

const secret = v.pipe(v.string('is missing'), v.minLength(32, 'is shorter than 32 characters'));

/** Any other address has the origin `null`, and so has every page without an origin. */
const isHttp = (address: string) => URL.canParse(address) && /^https?:\/\//.test(address);
const origin = v.optional(v.pipe(v.string(), v.check(isHttp, 'is not an http or https address')));

const Environment = v.variant(
  'ARC_ENV',
  [
    v.object({
      ARC_ENV: v.literal('testing'),
      ARC_APP_SECRET: v.optional(secret, developmentSecret),
      ARC_APP_ORIGIN: origin,
      ARC_WSS_URL: v.optional(v.string()),
    }),
    v.object(
      {
        ARC_ENV: v.picklist(['staging', 'production']),
        ARC_APP_SECRET: v.pipe(secret, v.notValue(developmentSecret, 'is the public secret of the sandbox')),
        ARC_APP_ORIGIN: origin,
        ARC_WSS_URL: v.string('is missing'),
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
  /** The page's address. Set if the Host header differs: behind a CDN or a custom domain. */
  appOrigin: string | undefined;
  /** The address of the sockets, without a query. Architect sets it in a deployed function. */
  deployedUrl: string | undefined;
}

/** @throws Error that names each missing or bad variable, in one line, without its value */
export function readEnv(variables: Record<string, string | undefined>): Env {
  const parsed = v.safeParse(Environment, variables);
  if (!parsed.success) {
    throw new Error(parsed.issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`).join('; '));
  }
  const { ARC_ENV, ARC_APP_SECRET, ARC_APP_ORIGIN, ARC_WSS_URL } = parsed.output;
  return { stage: ARC_ENV, secret: ARC_APP_SECRET, appOrigin: ARC_APP_ORIGIN, deployedUrl: ARC_WSS_URL };
}

/** Read once, when the function starts: it must not start with an unsafe environment. */
export const env = readEnv(process.env);
