import { createHmac, hkdfSync } from 'node:crypto';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import * as v from 'valibot';

/** The purpose of a token. A token opens for its own purpose only. */
export type Audience = 'session' | 'socket';

/** Derives a separate key for each purpose. */
const keyFrom = (secret: string, purpose: string) =>
  new Uint8Array(hkdfSync('sha256', secret, '', `arc-chat ${purpose}`, 32));

/** Every event needs a tag, mostly one of these. */
const keptTags = 1_000;

/** Tags for one purpose: always the same for a value, and meaningless without the secret. */
export function tagsWith(secret: string, purpose: string) {
  const key = keyFrom(secret, purpose);
  const kept = new Map<string, string>();
  return (value: string): string => {
    const tag = kept.get(value) ?? createHmac('sha256', key).update(value).digest('hex').slice(0, 16);
    if (kept.size >= keptTags) kept.clear();
    kept.set(value, tag);
    return tag;
  };
}

/** A room's tag in the logs. */
export const roomTagsWith = (secret: string) => tagsWith(secret, 'room tags');

/** The claims of a token that is encrypted with this key: see `open`. */
async function openWith<T extends object>(
  key: Uint8Array,
  audience: Audience,
  schema: v.GenericSchema<unknown, T>,
  token: string,
): Promise<T | 'bad' | 'expired'> {
  try {
    const { payload } = await jwtDecrypt(token, key, {
      audience,
      requiredClaims: ['exp'],
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return v.parse(schema, payload);
  } catch (error) {
    return error instanceof errors.JWTExpired ? 'expired' : 'bad';
  }
}

/**
 * Encrypts and decrypts tokens: JSON Web Tokens, `dir` and A256GCM. A token in a log or a URL reveals no claims.
 *
 * @param others the secrets before and after this one: their tokens open too, and no new token is made with them
 */
export function sealWith(secret: string, others: string[] = []) {
  const key = keyFrom(secret, 'tokens');
  const otherKeys = others.map((it) => keyFrom(it, 'tokens'));
  return {
    seal(audience: Audience, seconds: number, claims: Record<string, string>): Promise<string> {
      return new EncryptJWT(claims)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${seconds} seconds`)
        .encrypt(key);
    },

    /**
     * Returns the claims of a genuine and unexpired token for this audience, `expired` if only its time is over, and
     * `bad` for any other value. Never throws.
     */
    async open<T extends object>(
      audience: Audience,
      schema: v.GenericSchema<unknown, T>,
      token: unknown,
    ): Promise<T | 'bad' | 'expired'> {
      if (typeof token !== 'string') return 'bad';
      for (const it of [key, ...otherKeys]) {
        const opened = await openWith(it, audience, schema, token);
        if (opened !== 'bad') return opened;
      }
      return 'bad';
    },
  };
}
