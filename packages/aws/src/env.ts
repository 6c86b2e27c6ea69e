import { developmentSecret } from '@arc-chat/session';
import * as v from 'valibot';

const secret = v.pipe(v.string('is missing'), v.minLength(32, 'is shorter than 32 characters'));

/** Any other address has the origin `null`, as every page without an origin has. */
const isHttp = (address: string) => URL.canParse(address) && /^https?:\/\//.test(address);
const origin = v.optional(v.pipe(v.string(), v.check(isHttp, 'is not an http address')));

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
        ARC_APP_SECRET: v.pipe(secret, v.notValue(developmentSecret, 'is the one of the sandbox')),
        ARC_APP_ORIGIN: origin,
        ARC_WSS_URL: v.string('is missing'),
      },
      'is missing',
    ),
  ],
  'is none of testing, staging, production',
);

export interface Env {
  stage: 'testing' | 'staging' | 'production';
  /** Encrypts sessions and tickets. */
  secret: string;
  /** The page's address where Host is another one: behind a CDN or a custom domain. */
  appOrigin: string | undefined;
  /** The socket's address, without query; Architect sets it when deployed. */
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

/** Read once, when the function starts: one that cannot run safely does not start. */
export const env = readEnv(process.env);
