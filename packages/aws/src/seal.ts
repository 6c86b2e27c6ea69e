import { createHmac, hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import * as v from 'valibot';

/** Known to everybody, so good for nothing but a sandbox on one's own machine. */
export const developmentSecret = 'only for the sandbox: everybody can read this';

/** What a token is for. One made for one purpose opens for no other. */
export type Audience = 'session' | 'socket';

/** One secret, a key for each purpose. */
const keyFrom = (secret: string, purpose: string) =>
  new Uint8Array(hkdfSync('sha256', secret, '', `arc-chat ${purpose}`, 32));

/** What stands for a room in a log: the same for the same room, and good for nothing to who does not know the secret. */
export function roomTagsWith(secret: string) {
  const key = keyFrom(secret, 'room tags');
  return (room: string) => createHmac('sha256', key).update(room).digest('hex').slice(0, 16);
}

/** Encrypts and opens tokens: JSON Web Tokens, `dir` and A256GCM, so that one in a log or a URL gives nothing away. */
export function sealWith(secret: string) {
  const key = keyFrom(secret, 'tokens');
  return {
    seal(audience: Audience, seconds: number, claims: Record<string, string>): Promise<string> {
      return new EncryptJWT(claims)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${seconds} seconds`)
        .encrypt(key);
    },

    /** The claims of a token that is genuine, in time and for this audience; undefined of any other. Never throws. */
    async open<T>(audience: Audience, schema: v.GenericSchema<unknown, T>, token: unknown): Promise<T | undefined> {
      if (typeof token !== 'string') return undefined;
      try {
        const { payload } = await jwtDecrypt(token, key, {
          audience,
          requiredClaims: ['exp'],
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        return v.parse(schema, payload);
      } catch {
        return undefined;
      }
    },
  };
}
