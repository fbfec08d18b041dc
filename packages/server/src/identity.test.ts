import { RallyError } from '@rallykit/core';
import { SignJWT, exportJWK, generateKeyPair, type JWTPayload } from 'jose';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { authenticator } from './identity.js';
import { signGuestToken, signHostToken } from './sign.js';

const secret = 'a secret that is long enough for HS256';
const guestSecret = 'another secret, for guests of the server';
const ana = { id: 'ana', name: 'Ana' };
const hour = () => Math.floor(Date.now() / 1000) + 3600;

const authenticate = authenticator({ secret, guestSecret, operatorToken: 'op'.repeat(16) }, Date.now);
const who = async (token: string, community = 'default') =>
  (await authenticate(`Bearer ${token}`, community)).identity;

function sign(claims: JWTPayload, { key = secret, alg = 'HS256', typ = 'JWT' } = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, typ }).sign(new TextEncoder().encode(key));
}

async function refusal(token: string, community?: string, check = authenticate): Promise<string> {
  const thrown: unknown = await check(`Bearer ${token}`, community ?? 'default').catch(
    (error: unknown) => error,
  );
  expect(RallyError.is(thrown) && thrown.code).toBe('unauthenticated');
  return (thrown as RallyError).message;
}

describe('host tokens', () => {
  it('vouch for a person with all that others see of them', async () => {
    const avatar = 'https://example.com/zoe.png';
    const zoe = { id: 'auth0|5f7', name: 'Zoë 🦊', role: 'leader', title: 'Product lead' } as const;
    const identity = { ...zoe, audience: 'employees', avatar } as const;
    expect(await who(await signHostToken(secret, identity))).toEqual(identity);
  });

  it('make a member of whoever has no role', async () => {
    expect(await who(await signHostToken(secret, ana))).toEqual({ ...ana, role: 'member' });
  });

  it('are refused when they have expired, beyond what clocks differ', async () => {
    const exp = Math.floor(Date.now() / 1000);
    expect(await who(await sign({ sub: 'ana', name: 'Ana', exp: exp - 10 }))).toMatchObject(ana);
    expect(await refusal(await sign({ sub: 'ana', name: 'Ana', exp: exp - 60 }))).toMatch(
      /expired.*Get a new one/,
    );
  });

  it('are refused with a wrong signature', async () => {
    expect(await refusal(await signHostToken('x'.repeat(32), ana))).toMatch(/wrong signature.*the secret/);
    const [head, body] = (await signHostToken(secret, ana)).split('.');
    expect(await refusal(`${head}.${body}.`)).toMatch(/wrong signature|not a signed/);
  });

  it('are refused unsigned, with alg none', async () => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${encode({ alg: 'none' })}.${encode({ sub: 'ana', name: 'Ana', exp: hour() })}.`;
    expect(await refusal(token)).toMatch(/Sign it by HS256/);
  });

  it.each([
    ['not.a.token', /not a signed JSON Web Token/],
    ['nonsense', /not a signed JSON Web Token/],
    ['🦊', /not a signed JSON Web Token/],
  ])('are refused when they are none: %s', async (token, message) => {
    expect(await refusal(token)).toMatch(message);
  });

  it.each([
    ['no sub', { name: 'Ana', exp: 4e9 }, /no "sub"/],
    ['an empty sub', { sub: '', name: 'Ana', exp: 4e9 }, /"sub" cannot be used/],
    ['a sub that is no id', { sub: 'a b', name: 'Ana', exp: 4e9 }, /"sub" cannot be used/],
    ['a sub that is too long', { sub: 'a'.repeat(101), name: 'Ana', exp: 4e9 }, /"sub" cannot be used.*100/],
    ['no name', { sub: 'ana', exp: 4e9 }, /no "name"/],
    ['a name of blanks', { sub: 'ana', name: '  ', exp: 4e9 }, /"name" cannot be used/],
    ['a lone surrogate in the name', { sub: 'ana', name: 'A\ud800', exp: 4e9 }, /"name" cannot be used/],
    ['no end', { sub: 'ana', name: 'Ana' }, /does not say when it ends/],
    ['a start to come', { sub: 'ana', name: 'Ana', exp: 4e9, nbf: 4e9 - 1 }, /not valid yet/],
    [
      'the role of an operator',
      { sub: 'ana', name: 'Ana', exp: 4e9, role: 'operator' },
      /"role" cannot be used/,
    ],
    ['the role of a guest', { sub: 'ana', name: 'Ana', exp: 4e9, role: 'guest' }, /"role" cannot be used/],
    [
      'a script for a picture',
      { sub: 'ana', name: 'Ana', exp: 4e9, picture: 'javascript:alert(1)' },
      /"picture"/,
    ],
    [
      'another audience',
      { sub: 'ana', name: 'Ana', exp: 4e9, aud: 'shop' },
      /for another community.*"default"/,
    ],
  ])('are refused with %s', async (_, claims, message) => {
    expect(await refusal(await sign(claims))).toMatch(message);
  });

  it('open another community than the default only when they name it', async () => {
    expect(await who(await signHostToken(secret, ana, { community: 'shop' }), 'shop')).toMatchObject(ana);
    expect(await refusal(await signHostToken(secret, ana), 'shop')).toMatch(/Sign it with "aud": "shop"/);
  });

  it('are not taken where there is no key for them', async () => {
    const none = authenticator({ guestSecret }, Date.now);
    expect(await refusal(await signHostToken(secret, ana), 'default', none)).toMatch(/no key to check/);
  });

  it('end by the clock that the server was given', async () => {
    const later = authenticator({ secret }, () => Date.now() + 2 * 3600_000);
    expect(await refusal(await signHostToken(secret, ana), 'default', later)).toMatch(/expired/);
  });
});

describe('guest tokens', () => {
  it('vouch for a guest of one community, and no more', async () => {
    const token = await signGuestToken(guestSecret, { id: 'guest-1', name: 'Guest 1' });
    expect(await who(token)).toEqual({ id: 'guest-1', name: 'Guest 1', role: 'guest' });
    expect(await refusal(token, 'shop')).toMatch(/another community/);
  });

  it('cannot be made with the secret of sites, nor the other way round', async () => {
    const claims = { sub: 'g', name: 'G', exp: hour(), aud: 'default' };
    expect(await refusal(await sign(claims, { typ: 'rallykit-guest+jwt' }))).toMatch(/wrong signature/);
    expect(await refusal(await sign(claims, { key: guestSecret }))).toMatch(/wrong signature/);
  });

  it('give no other role, whatever they claim', async () => {
    const claims = { sub: 'g', name: 'G', role: 'leader', exp: hour(), aud: 'default' };
    const token = await sign(claims, { key: guestSecret, typ: 'rallykit-guest+jwt' });
    expect(await who(token)).toEqual({ id: 'g', name: 'G', role: 'guest' });
  });
});

describe('the operator', () => {
  it('is known by the operator token alone', async () => {
    expect(await who('op'.repeat(16))).toMatchObject({ role: 'operator' });
    expect(await refusal(`${'op'.repeat(16)}x`)).toMatch(/not a signed/);
  });
});

describe('the Authorization header', () => {
  it('may be left out', async () => {
    expect(await authenticate(undefined, 'default')).toEqual({ identity: null });
  });

  it.each(['', 'Bearer', 'Basic YTpi', 'Bearer a b'])('is refused as %j', async (header) => {
    await expect(authenticate(header, 'default')).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('key sets', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' };
  const signed = (kid: string) =>
    new SignJWT({ sub: 'ana', name: 'Ana', exp: hour() })
      .setProtectedHeader({ alg: 'ES256', kid })
      .sign(privateKey);

  const web = createHttpServer((request, response) => {
    if (request.url !== '/keys') return void response.writeHead(500).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  afterAll(() => void web.close());
  const address = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;

  it.each([
    ['given', { keys: [jwk] }],
    ['at an address', `${address}/keys`],
  ])('check tokens when %s', async (_, jwks) => {
    const check = authenticator({ jwks }, Date.now);
    expect((await check(`Bearer ${await signed('one')}`, 'default')).identity).toMatchObject(ana);
    expect(await refusal(await signed('two'), 'default', check)).toMatch(/"kid"/);
  });

  it('do not take a token that uses the public key as if it were a secret', async () => {
    const check = authenticator({ jwks: { keys: [jwk] } }, Date.now);
    const token = await sign({ sub: 'ana', name: 'Ana', exp: hour() }, { key: JSON.stringify(jwk) });
    expect(await refusal(token, 'default', check)).toMatch(/Sign it by RS256, ES256, EdDSA/);
  });

  it('stand beside a secret', async () => {
    const check = authenticator({ secret, jwks: { keys: [jwk] } }, Date.now);
    expect((await check(`Bearer ${await signed('one')}`, 'default')).identity).toMatchObject(ana);
    expect((await check(`Bearer ${await signHostToken(secret, ana)}`, 'default')).identity).toMatchObject(
      ana,
    );
  });

  it('that do not answer are no fault of the token', async () => {
    const check = authenticator({ jwks: `${address}/gone` }, Date.now);
    const answer = check(`Bearer ${await signed('one')}`, 'default');
    await expect(answer).rejects.toMatchObject({
      code: 'unavailable',
      retry: 'same-key',
      retryAfterMs: 5000,
    });
  });
});

describe('secrets', () => {
  it.each(['secret', 'guestSecret', 'operatorToken'])('of fewer than 32 bytes are refused: %s', (name) => {
    expect(() => authenticator({ [name]: 'short' }, Date.now)).toThrow(
      /at least 32 bytes; this one has 5.*openssl/,
    );
  });

  it('sign for a span of time that can be read', async () => {
    await expect(signHostToken(secret, ana, { expiresIn: 'soon' })).rejects.toMatchObject({
      code: 'invalid',
    });
    const check = await authenticate(
      `Bearer ${await signHostToken(secret, ana, { expiresIn: 60 })}`,
      'default',
    );
    expect(Math.abs(check.expiresAt! - Date.now() - 60_000)).toBeLessThan(5000);
  });
});
