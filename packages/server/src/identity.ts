import { createHash, timingSafeEqual, type KeyObject } from 'node:crypto';
import { RallyError, type Identity } from '@rallykit/core';
import { entitySchemas } from '@rallykit/core/schema';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';
import { guestType, secretKey } from './sign.js';
import { explainTokenError, refused } from './token-error.js';

/** What tokens are checked with. */
export interface Keys {
  /** Shared with the sites' servers, which sign tokens with it by HS256. At least 32 bytes. */
  readonly secret?: string | undefined;
  /** The public keys of an identity provider, or their address; it signs tokens by RS256, ES256 or EdDSA. */
  readonly jwks?: string | JSONWebKeySet | undefined;
  /** The server's own, which makes guests possible. At least 32 bytes. */
  readonly guestSecret?: string | undefined;
  /** Whoever sends this as bearer token may do all. At least 32 bytes. */
  readonly operatorToken?: string | undefined;
}

/** Who sent a request, and until when their token says so. */
export interface Caller {
  readonly identity: Identity | null;
  readonly expiresAt?: number;
}

/** Reads an Authorization header. Rejects with `unauthenticated` that says what is wrong with the token and what to do. */
export type Authenticate = (authorization: string | undefined, community: string) => Promise<Caller>;

/** Clocks of two servers may differ by so many seconds. */
const clockTolerance = 30;

const operator: Identity = { id: 'operator', name: 'Operator', role: 'operator' };

const member = entitySchemas.member.shape;
/** A token may carry other claims; these are read. */
const claimsSchema = z.object({
  // A vote's id is made of the member's and the post's, and has to fit as well.
  sub: member.id.max(100, 'It has more than 100 characters.'),
  name: member.name,
  role: z.enum(['member', 'team', 'leader'], 'It is none of member, team and leader.').default('member'),
  title: member.title,
  audience: member.audience,
  picture: member.avatar,
});

export function authenticator(keys: Keys, now: () => number): Authenticate {
  const secret = keys.secret === undefined ? undefined : secretKey(keys.secret);
  const guestKey = keys.guestSecret === undefined ? undefined : secretKey(keys.guestSecret);
  const operatorKey = keys.operatorToken === undefined ? undefined : secretKey(keys.operatorToken);
  const publicKey = keys.jwks === undefined ? undefined : publicKeys(keys.jwks);
  const algorithms = [...(secret ? ['HS256'] : []), ...(publicKey ? ['RS256', 'ES256', 'EdDSA'] : [])];

  async function verify(token: string, key: JWTVerifyGetKey, allowed: string[]): Promise<JWTPayload> {
    const currentDate = new Date(now());
    const options = { algorithms: allowed, clockTolerance, currentDate, requiredClaims: ['exp'] };
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (cause) {
      throw explainTokenError(cause, allowed);
    }
  }

  // Each algorithm has its own key, or a public key could be used as if it were the secret.
  const hostKey: JWTVerifyGetKey = (header, token) => {
    const key = header.alg === 'HS256' ? secret : publicKey?.(header, token);
    if (!key) throw new errors.JOSEAlgNotAllowed('There is no key for this algorithm.');
    return key;
  };

  return async (authorization, community) => {
    if (authorization === undefined) return { identity: null };
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (!token)
      throw refused('The Authorization header is not understood. Write "Bearer", a space and the token.');
    if (operatorKey && isSame(token, operatorKey)) return { identity: operator };

    const guest = isGuest(token);
    if (guest ? !guestKey : !algorithms.length) {
      throw refused(
        guest
          ? 'This community takes no guests any more. Sign in with an account.'
          : 'This community has no key to check sign-in tokens with. Its operator has to give the server a secret or a key set.',
      );
    }
    const payload = await (guest
      ? verify(token, () => guestKey!, ['HS256'])
      : verify(token, hostKey, algorithms));
    needAudience(payload, community, guest || community !== 'default');
    const { sub: id, name, role, title, audience, picture: avatar } = parseClaims(payload);
    const optional = { ...(title && { title }), ...(audience && { audience }), ...(avatar && { avatar }) };
    return {
      identity: guest ? { id, name, role: 'guest' } : { id, name, role, ...optional },
      expiresAt: payload.exp! * 1000,
    };
  };
}

/** Compares in a time that does not tell how much was right. */
const isSame = (token: string, key: KeyObject) => timingSafeEqual(hash(token), hash(key.export()));
const hash = (data: string | Buffer) => createHash('sha256').update(data).digest();

/** Whether a token says that it is a guest's; its signature has still to show it. */
function isGuest(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === guestType;
  } catch {
    return false;
  }
}

/** The key that a key set has for a token. */
function publicKeys(jwks: string | JSONWebKeySet): JWTVerifyGetKey {
  if (typeof jwks !== 'string') return createLocalJWKSet(jwks);
  const remote = createRemoteJWKSet(new URL(jwks));
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys)
        throw cause;
      const message =
        'Sign-in cannot be checked just now: the key set does not answer. Try again in a moment.';
      throw new RallyError('unavailable', message, { retryAfterMs: 5000, cause });
    }
  };
}

/** A token for one community must not open another. */
function needAudience({ aud }: JWTPayload, community: string, needed: boolean): void {
  if (aud === undefined ? !needed : [aud].flat().includes(community)) return;
  throw refused(
    aud === undefined
      ? `The sign-in token does not say which community it is for. Sign it with "aud": "${community}".`
      : `The sign-in token is for another community. Sign it with "aud": "${community}".`,
  );
}

function parseClaims(payload: JWTPayload) {
  const result = claimsSchema.safeParse(payload);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const claim = String(issue.path[0]);
  throw refused(
    payload[claim] === undefined
      ? `The sign-in token has no "${claim}". Sign it with one: "sub" is the person’s id, "name" what others see.`
      : `The sign-in token’s "${claim}" cannot be used. ${issue.message} Sign it with one that can.`,
  );
}
