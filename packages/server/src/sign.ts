import { createSecretKey, type KeyObject } from 'node:crypto';
import { RallyError, type Identity } from '@rallykit/core';
import { SignJWT } from 'jose';

/** The `typ` of guests' tokens, by which they are told from those of sites. */
export const guestType = 'rallykit-guest+jwt';

const minSecret = 32;

/** A secret as a key for HS256. Throws `not-configured` when it is too short to be safe. */
export function secretKey(secret: string): KeyObject {
  const key = Buffer.from(secret);
  if (key.length >= minSecret) return createSecretKey(key);
  const remedy = 'Make one with: openssl rand -hex 32';
  throw new RallyError(
    'not-configured',
    `A secret has at least ${minSecret} bytes; this one has ${key.length}. ${remedy}`,
  );
}

/** Who a site vouches for. */
export interface HostIdentity extends Omit<Identity, 'role'> {
  /** `member` when left out. */
  readonly role?: 'member' | 'team' | 'leader';
}

export interface SignOptions {
  /** Seconds, or a span such as `15m`, `1h` or `7d`; `1h` when left out. */
  readonly expiresIn?: number | string;
  /** The community that the token is for; needed for any but the default one. */
  readonly community?: string;
}

/** Signs a token by which a site tells a community who its visitor is. For the site's server only: the secret never goes to a page. */
export function signHostToken(
  secret: string,
  identity: HostIdentity,
  options: SignOptions = {},
): Promise<string> {
  const { id, name, role, title, audience, avatar } = identity;
  const claims = {
    name,
    ...(role && { role }),
    ...(title && { title }),
    ...(audience && { audience }),
    ...(avatar && { picture: avatar }),
  };
  return sign(secret, id, claims, 'JWT', { expiresIn: '1h', ...options });
}

/** Signs a token for a guest of one community. */
export const signGuestToken = (
  secret: string,
  guest: Pick<Identity, 'id' | 'name'>,
  options: SignOptions = {},
): Promise<string> =>
  sign(secret, guest.id, { name: guest.name }, guestType, {
    expiresIn: '400d',
    community: 'default',
    ...options,
  });

async function sign(
  secret: string,
  subject: string,
  claims: Record<string, string>,
  typ: string,
  { expiresIn = '1h', community }: SignOptions,
): Promise<string> {
  const key = secretKey(secret);
  const token = new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ })
    .setSubject(subject)
    .setIssuedAt();
  if (community !== undefined) token.setAudience(community);
  try {
    token.setExpirationTime(typeof expiresIn === 'number' ? `${expiresIn}s` : expiresIn);
  } catch (cause) {
    const remedy = `"${expiresIn}" is no span of time. Write one such as 15m, 1h or 7d.`;
    throw new RallyError('invalid', remedy, { fields: { expiresIn: remedy }, cause });
  }
  return token.sign(key);
}
