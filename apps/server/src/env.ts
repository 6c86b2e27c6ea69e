import { env as variables } from 'node:process';
import * as v from 'valibot';

const isHttp = (address: string) => URL.canParse(address) && /^https?:\/\//.test(address);

const Environment = v.object({
  PORT: v.optional(v.pipe(v.string(), v.regex(/^\d{1,5}$/, 'is not a port'), v.transform(Number)), '3333'),
  HOST: v.optional(v.string(), 'localhost'),
  /** The folder of the database and the secret. */
  DATA: v.optional(v.string(), '.data/server'),
  /** Encrypts sessions and tickets. Without it, the folder has one. */
  ARC_APP_SECRET: v.optional(v.pipe(v.string(), v.minLength(32, 'is shorter than 32 characters'))),
  /** The page's address, if the Host header differs. */
  ARC_APP_ORIGIN: v.optional(v.pipe(v.string(), v.check(isHttp, 'is not an http or https address'))),
  /** Whether a proxy tells who asks: X-Forwarded-For and X-Forwarded-Proto. Without a proxy, any client could. */
  TRUST_PROXY: v.optional(v.picklist(['0', '1'], 'is not 0 or 1'), '0'),
  /** Off: no frame is charged to the budget of its seat. Only for a measurement. */
  RATE_LIMITS: v.optional(v.picklist(['on', 'off'], 'is not on or off'), 'on'),
});

export type ServerEnv = v.InferOutput<typeof Environment>;

/** @throws Error that names each bad variable, in one line, without its value */
export function readServerEnv(from: Record<string, string | undefined> = variables): ServerEnv {
  const set = Object.entries(from).filter(([, value]) => value !== '');
  const parsed = v.safeParse(Environment, Object.fromEntries(set));
  if (parsed.success) return parsed.output;
  throw new Error(parsed.issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`).join('; '));
}
