import { memoryHost } from '@rallykit/backend-memory';
import {
  RallyError,
  presets,
  type Board,
  type Community,
  type Problem,
  type ReceiptsMessage,
  type ViewerMessage,
} from '@rallykit/core';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { routes } from './api.js';
import { createServer, signGuestToken, signHostToken, type ServerOptions } from './index.js';

const secret = 'a secret that is long enough for HS256';
const guestSecret = 'another secret, for guests of the server';
const base = { revision: 1, createdAt: 1, updatedAt: 1 };
const community: Community = {
  ...base,
  kind: 'community',
  id: 'community',
  name: 'Example',
  guests: 'post',
  members: 0,
};
const { pipeline, votes } = presets['product-design'];
const board: Board = {
  ...base,
  ...{ kind: 'board', id: 'ideas', purpose: 'product-design', title: 'Ideas', description: '' },
  ...{ pipeline, votes, tags: [], counts: {} },
};
const ana = await signHostToken(secret, { id: 'ana', name: 'Ana' });

function start(options: Partial<ServerOptions> = {}) {
  const host = options.host ?? memoryHost({ communities: { default: [community, board] } });
  const server = createServer({ host, secret, guestSecret, origins: ['https://shop.example'], ...options });
  const ask = (path: string, init?: RequestInit) =>
    server.fetch(new Request(`http://api.example${path}`, init));
  const send = (body: unknown, { token = ana, ...headers }: Record<string, string> = {}) =>
    ask('/api/v1/commands', {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
  return { server, ask, send };
}

const idea = (input: object = {}, id = 'c1') => ({
  commands: [{ id, type: 'idea.create', input: { id: 'i1', board: 'ideas', title: 'Dark mode', ...input } }],
});

async function problem(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = (await response.json()) as Problem;
  expect(body.status).toBe(response.status);
  expect(body.detail.length).toBeGreaterThan(20);
  return body;
}

async function receipt(response: Response) {
  expect(response.status).toBe(200);
  const { receipts } = (await response.json()) as ReceiptsMessage;
  expect(receipts).toHaveLength(1);
  return receipts[0]!;
}

describe('a request that is wrong', () => {
  it.each<[string, string, RequestInit, number, string, RegExp]>([
    ['an unknown path', '/api/v1/nothing', {}, 404, 'not-found', /openapi\.json/],
    ['an unknown community', '/c/nowhere/api/v1/viewer', {}, 404, 'not-found', /no community "nowhere"/],
    ['a wrong method', '/api/v1/commands', {}, 405, 'not-supported', /It takes POST/],
    [
      'a wrong method in a community',
      '/c/default/api/v1/ideas',
      { method: 'PUT' },
      405,
      'not-supported',
      /takes GET/,
    ],
    ['an unknown parameter', '/api/v1/ideas?sorted=top', {}, 422, 'invalid', /no parameter "sorted"/],
    ['a parameter twice', '/api/v1/ideas?sort=top&sort=new', {}, 422, 'invalid', /"sort" once/],
    ['an unknown sort', '/api/v1/ideas?sort=best', {}, 422, 'invalid', /sort/],
    ['a page that is too long', '/api/v1/ideas?first=101', {}, 422, 'invalid', /at most 100/],
    ['a page of no number', '/api/v1/ideas?first=many', {}, 422, 'invalid', /whole number/],
    ['a foreign cursor', '/api/v1/ideas?after=abc', {}, 422, 'invalid', /first page/],
    ['a subject that is no ref', '/api/v1/comments?subject=i1', {}, 422, 'invalid', /kind\/id/],
    ['a ref that is none', '/api/v1/entities?ref=i1', {}, 422, 'invalid', /"i1" names no entity/],
    ['a ref of no kind', '/api/v1/entities?ref=thing/i1', {}, 422, 'invalid', /kind/],
    ['an unknown event parameter', '/api/v1/events?since=1', {}, 422, 'invalid', /no parameter "since"/],
    [
      'a broken token',
      '/api/v1/ideas',
      { headers: { authorization: 'Bearer x' } },
      401,
      'unauthenticated',
      /Token/,
    ],
  ])('is answered by a problem: %s', async (_, path, init, status, code, detail) => {
    const { ask } = start();
    const body = await problem(await ask(path, init));
    expect(body).toMatchObject({ status, code, detail: expect.stringMatching(detail) });
  });

  it('says in the headers what HTTP has headers for', async () => {
    const { ask } = start();
    expect((await ask('/api/v1/commands')).headers.get('allow')).toBe('POST');
    const unsigned = await ask('/api/v1/viewer', { headers: { authorization: 'Bearer x' } });
    expect(unsigned.headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each<[string, string, Record<string, string>, number, RegExp]>([
    ['malformed JSON', '{"commands": [', {}, 400, /not readable JSON/],
    ['no body', '', {}, 400, /not readable JSON/],
    [
      'another type',
      '{}',
      { 'content-type': 'text/plain' },
      415,
      /Content-Type: application\/json.*"text\/plain"/,
    ],
    ['a list', '[]', {}, 400, /not an object/],
    ['null', 'null', {}, 400, /not an object/],
    ['no commands', '{}', {}, 422, /\{"commands": \[…\]\}/],
    ['commands that are no list', '{"commands": {}}', {}, 422, /as a list/],
    ['an unknown field beside', '{"commands": [], "dry": true}', {}, 422, /no field "dry"/],
    ['a command that is null', '{"commands": [null]}', {}, 422, /Each command has an id/],
    ['a command without id', '{"commands": [{"type": "vote.set"}]}', {}, 422, /Each command has an id/],
    ['a command with a number for id', '{"commands": [{"id": 1}]}', {}, 422, /Each command has an id/],
  ])('is not carried out: %s', async (_, body, headers, status, detail) => {
    const { send } = start();
    const answer = await problem(await send(body, headers));
    expect(answer).toMatchObject({ status, code: 'invalid', detail: expect.stringMatching(detail) });
  });

  it('is refused when its text is not UTF-8, not altered', async () => {
    const { ask } = start();
    const body = Buffer.concat([
      Buffer.from('{"commands": ["'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"]}'),
    ]);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${ana}` };
    const answer = await problem(await ask('/api/v1/commands', { method: 'POST', body, headers }));
    expect(answer).toMatchObject({ status: 400, detail: expect.stringMatching(/not UTF-8/) });
  });

  it('is refused when its body is too large, announced or not', async () => {
    const { ask, send } = start({ limits: { bodyBytes: 1000 } });
    const body = JSON.stringify(idea({ body: 'x'.repeat(1000) }));
    expect(await problem(await send(body))).toMatchObject({ status: 413, code: 'too-large' });
    const stream = new Blob([body]).stream();
    const headers = { 'content-type': 'application/json' };
    const streamed = await ask('/api/v1/commands', {
      method: 'POST',
      body: stream,
      headers,
      duplex: 'half',
    } as RequestInit);
    expect(await problem(streamed)).toMatchObject({ status: 413, code: 'too-large' });
  });
});

describe('a command that is wrong', () => {
  it.each<[string, object, string, RegExp]>([
    ['an empty title', { title: '' }, 'title', /is empty/],
    ['a title of blanks', { title: ' \n ' }, 'title', /is empty/],
    [
      'a title of 100,000 characters',
      { title: 'x'.repeat(100_000) },
      'title',
      /100000 characters, and at most 200/,
    ],
    ['half a surrogate pair', { title: 'a\ud83d' }, 'title', /surrogate/],
    ['a NUL', { body: 'a\0b' }, 'body', /NUL/],
    ['an unknown field', { pinned: true }, 'pinned', /no field “pinned”/],
    ['an unknown board', { board: 'nowhere' }, 'board', /./],
  ])('gets a receipt that names the field: %s', async (_, input, field, detail) => {
    const { ask, send } = start();
    const body = JSON.stringify(idea()).replace(
      '"title":"Dark mode"',
      `"title":"Dark mode",${JSON.stringify(input).slice(1, -1)}`,
    );
    const { problem: refused } = await receipt(await send(body));
    expect(refused?.fields?.[field]).toMatch(detail);
    const page = (await (await ask('/api/v1/ideas')).json()) as { items: unknown[] };
    expect(page.items).toEqual([]);
  });

  it.each(['idea.paint', 'constructor', 'toString', '__proto__'])('is not supported as %s', async (type) => {
    const { send } = start();
    const refused = await receipt(await send({ commands: [{ id: 'c1', type, input: {} }] }));
    expect(refused.problem).toMatchObject({ code: 'not-supported', status: 501 });
  });

  it('does not stop those beside it', async () => {
    const { send } = start();
    const commands = [...idea({ title: '' }, 'c1').commands, ...idea({}, 'c2').commands];
    const { receipts } = (await (await send({ commands })).json()) as ReceiptsMessage;
    expect(receipts.map(({ id, problem: refused }) => [id, refused?.code])).toEqual([
      ['c1', 'invalid'],
      ['c2', undefined],
    ]);
  });
});

describe('Idempotency-Key', () => {
  it.each(['c1', '"c1"'])('is the id of the command, as %s', async (key) => {
    const { send } = start();
    expect(await receipt(await send(idea(), { 'idempotency-key': key }))).toMatchObject({
      id: 'c1',
      replayed: false,
    });
    expect(await receipt(await send(idea(), { 'idempotency-key': key }))).toMatchObject({
      id: 'c1',
      replayed: true,
    });
    expect(
      (await receipt(await send(idea({ title: 'Other' }), { 'idempotency-key': key }))).problem?.code,
    ).toBe('key-reused');
  });

  it('is refused, with no effect, when it is another or stands for several', async () => {
    const { send } = start();
    const other = await problem(await send(idea(), { 'idempotency-key': 'c2' }));
    expect(other).toMatchObject({
      code: 'invalid',
      fields: { 'Idempotency-Key': expect.stringMatching(/differ/) },
    });
    const both = { commands: [...idea().commands, ...idea({ id: 'i2' }, 'c2').commands] };
    expect(await problem(await send(both, { 'idempotency-key': 'c1' }))).toMatchObject({ code: 'invalid' });
    expect(await receipt(await send(idea()))).toMatchObject({ replayed: false });
  });
});

describe('origins', () => {
  const preflight = (origin: string) => ({
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

  it('of the list may use the API', async () => {
    const { ask } = start();
    const before = await ask('/api/v1/commands', preflight('https://shop.example'));
    expect(before.status).toBe(204);
    expect(before.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(before.headers.get('access-control-allow-methods')).toMatch(/POST/);
    expect(before.headers.get('access-control-allow-headers')).toMatch(
      /Authorization,Content-Type.*Last-Event-ID/,
    );
    const answer = await ask('/api/v1/viewer', { headers: { origin: 'https://shop.example' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(answer.headers.get('access-control-expose-headers')).toBe('Retry-After');
  });

  it('of the list can read why they were refused', async () => {
    const { ask } = start();
    const answer = await ask('/api/v1/ideas?sort=best', { headers: { origin: 'https://shop.example' } });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  });

  it.each([
    'https://evil.example',
    'http://shop.example',
    'https://shop.example:8443',
    'https://shop.example.evil',
    'null',
  ])('off the list may not: %s', async (origin) => {
    const { ask } = start();
    for (const init of [preflight(origin), { headers: { origin } }]) {
      const answer = await ask('/api/v1/viewer', init);
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect((await problem(answer)).detail).toContain(`rallykit serve --origin ${origin}`);
    }
  });

  it('are told to caches', async () => {
    const { ask } = start();
    for (const origin of [undefined, 'https://shop.example', 'https://evil.example']) {
      const answer = await ask('/api/v1/viewer', { headers: { ...(origin && { origin }) } });
      expect(answer.headers.get('vary')).toMatch(/\bOrigin\b/);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('that are the server’s own need no list', async () => {
    const { ask } = start();
    const headers = { origin: 'https://api.example', host: 'api.example' };
    expect((await ask('/api/v1/viewer', { headers })).status).toBe(200);
  });

  it('of any kind may see health and description', async () => {
    const { ask } = start();
    for (const path of ['/healthz', '/openapi.json']) {
      const answer = await ask(path, { headers: { origin: 'https://evil.example' } });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    }
  });

  it.each(['https://shop.example/', 'shop.example', 'https://shop.example/page', '*', 'ftp://shop.example'])(
    'are not taken as %s',
    (origin) => {
      expect(() => start({ origins: [origin] })).toThrow(
        /is no origin. Write its scheme, name and port only/,
      );
    },
  );
});

describe('a guest', () => {
  it('gets a token that opens the API, as another person each time', async () => {
    const { ask, send } = start();
    const viewer = (await (await ask('/api/v1/viewer')).json()) as ViewerMessage;
    expect(viewer).toMatchObject({
      viewer: { member: null, may: [] },
      supports: { signIn: ['token', 'guest'] },
    });
    expect(viewer.guest).toContain('idea.create');
    const guest = async () =>
      (await (await ask('/api/v1/guest', { method: 'POST' })).json()) as { token: string; member: object };
    const [one, two] = [await guest(), await guest()];
    expect(one.member).toMatchObject({ role: 'guest', name: expect.stringMatching(/^Guest \d+$/) });
    expect(one.member).not.toEqual(two.member);
    expect((await receipt(await send(idea(), { token: one.token }))).problem).toBeUndefined();
  });

  it('is not taken where the community does not want any', async () => {
    const host = memoryHost({ communities: { default: [{ ...community, guests: 'none' }, board] } });
    const { ask } = start({ host });
    expect(await problem(await ask('/api/v1/guest', { method: 'POST' }))).toMatchObject({
      code: 'unauthenticated',
    });
    const viewer = (await (await ask('/api/v1/viewer')).json()) as ViewerMessage;
    expect(viewer.guest).toEqual([]);
  });

  it('is not offered by a server without a secret for them', async () => {
    const server = createServer({ host: memoryHost({ communities: { default: [community] } }), secret });
    const viewer = (await (
      await server.fetch(new Request('http://h/api/v1/viewer'))
    ).json()) as ViewerMessage;
    expect(viewer.supports.signIn).toEqual(['token']);
    expect(viewer.guest).toBeUndefined();
    const answer = await server.fetch(new Request('http://h/api/v1/guest', { method: 'POST' }));
    expect(await problem(answer)).toMatchObject({ code: 'unauthenticated' });
  });
});

describe('limits', () => {
  it('stop a person who writes too much, and say until when', async () => {
    let now = 1_000_000_000_000;
    const ben = await signHostToken(secret, { id: 'ben', name: 'Ben' }, { expiresIn: '9999d' });
    const { send } = start({ limits: { personWrites: 3 }, now: () => now });
    const token = await signHostToken(secret, { id: 'ana', name: 'Ana' }, { expiresIn: '9999d' });
    for (let n = 0; n < 3; n++)
      expect((await send(idea({ id: `i${n}` }, `c${n}`), { token })).status).toBe(200);
    const stopped = await send(idea({ id: 'i4' }, 'c4'), { token });
    expect(stopped.headers.get('retry-after')).toBe('20');
    expect(await problem(stopped)).toMatchObject({ status: 429, code: 'rate-limited', retryAfterMs: 20_000 });
    expect((await send(idea({ id: 'i5' }, 'c5'), { token: ben })).status).toBe(200);
    now += 20_000;
    expect((await send(idea({ id: 'i4' }, 'c4'), { token })).status).toBe(200);
  });

  it('stop an address that makes too many guests', async () => {
    const { ask } = start({ limits: { addressGuests: 2 } });
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push((await ask('/api/v1/guest', { method: 'POST' })).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('count by the address that trusted proxies saw', async () => {
    const { ask } = start({ limits: { addressGuests: 1 }, proxies: 1 });
    const from = async (chain: string) =>
      (await ask('/api/v1/guest', { method: 'POST', headers: { 'x-forwarded-for': chain } })).status;
    expect(await from('1.1.1.1, 2.2.2.2')).toBe(200);
    expect(await from('9.9.9.9, 2.2.2.2')).toBe(429);
    expect(await from('1.1.1.1, 3.3.3.3')).toBe(200);
  });
});

describe('communities', () => {
  it('are apart, each at its address', async () => {
    const host = memoryHost({ communities: { default: [community, board], shop: [community, board] } });
    const { ask } = start({ host, communities: ['shop'] });
    const token = await signHostToken(secret, { id: 'ana', name: 'Ana' }, { community: 'shop' });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    await receipt(
      await ask('/c/shop/api/v1/commands', { method: 'POST', body: JSON.stringify(idea()), headers }),
    );
    const count = async (path: string) =>
      ((await (await ask(path)).json()) as { items: unknown[] }).items.length;
    expect(await count('/c/shop/api/v1/ideas')).toBe(1);
    expect(await count('/api/v1/ideas')).toBe(0);
    expect(await count('/c/default/api/v1/ideas')).toBe(0);
    const guest = await signGuestToken(guestSecret, { id: 'g', name: 'G' });
    expect(
      (await ask('/c/shop/api/v1/viewer', { headers: { authorization: `Bearer ${guest}` } })).status,
    ).toBe(401);
  });
});

describe('health', () => {
  it('is that of the store', async () => {
    const host = memoryHost();
    const { ask } = start({ host });
    expect([await (await ask('/healthz')).json(), await (await ask('/c/default/healthz')).json()]).toEqual([
      { status: 'ok' },
      { status: 'ok' },
    ]);
    host.ready = () => Promise.reject(new Error('secret path /var/db'));
    const sick = await problem(await ask('/healthz'));
    expect(sick).toMatchObject({ status: 503, code: 'unavailable' });
    expect(sick.detail).not.toContain('/var/db');
    host.ready = () => Promise.reject(new RallyError('not-configured', 'The folder /var/db is read-only.'));
    expect((await problem(await ask('/healthz'))).detail).not.toContain('/var/db');
  });
});

describe('a failure inside', () => {
  it('is told to the log and kept from the client', async () => {
    const host = memoryHost();
    const as = host.as.bind(host);
    host.as = (...person) => ({ ...as(...person), list: () => Promise.reject(new Error('SELECT failed')) });
    const logged: string[] = [];
    const { pino } = await import('pino');
    const logger = pino({}, { write: (line: string) => void logged.push(line) });
    const { ask } = start({ host, logger });
    const answer = await ask('/api/v1/ideas?search=private', { headers: { authorization: `Bearer ${ana}` } });
    expect((await problem(answer)).detail).not.toContain('SELECT');
    const log = logged.join('');
    expect(log).toContain('SELECT failed');
    expect(log).toMatch(/"path":"\/api\/v1\/ideas","status":500/);
    expect(log).not.toMatch(/private|Bearer|eyJ/);
  });

  it('of a store that is not set up is told as unavailable, wherever it shows', async () => {
    const host = memoryHost();
    const as = host.as.bind(host);
    const secret = () => new RallyError('not-configured', 'PostgreSQL refuses the user “lamps” at 10.0.0.7.');
    host.as = (...person) => ({
      ...as(...person),
      apply: async (commands) => commands.map(({ id }) => ({ id, error: secret() })),
      // eslint-disable-next-line require-yield -- fails before there is anything to tell
      async *watch() {
        throw secret();
      },
    });
    const logged: string[] = [];
    const { pino } = await import('pino');
    const { ask, send } = start({
      host,
      logger: pino({}, { write: (line: string) => void logged.push(line) }),
    });
    const body = JSON.stringify({ commands: [{ id: 'c1', type: 'post.remove', input: {} }] });
    const refused = await send(body);
    const events = await ask('/api/v1/events');
    for (const text of [await refused.text(), await events.text()]) {
      expect(text).toContain('unavailable');
      expect(text).not.toMatch(/lamps|10\.0/);
    }
    expect(refused.status).toBe(503);
    expect(logged.join('')).toContain('refuses the user “lamps”');
  });
});

describe('every answer', () => {
  it('of the API has headers that keep it from being framed, sniffed or kept', async () => {
    const { ask } = start();
    for (const path of ['/api/v1/viewer', '/api/v1/nothing', '/api/v1/ideas?first=x']) {
      const { headers } = await ask(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('comes compressed to who can read that', async () => {
    const { ask } = start();
    const answer = await ask('/openapi.json', { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    const text = await new Response(answer.body!.pipeThrough(new DecompressionStream('gzip'))).text();
    expect(JSON.parse(text)).toMatchObject({ openapi: '3.1.0' });
  });
});

describe('the description', async () => {
  const { ask } = start();
  const description = (await (await ask('/openapi.json')).json()) as {
    paths: Record<string, Record<string, { operationId: string }>>;
    components: { schemas: Record<string, object> };
  };

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(description));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('has every route, and no other', () => {
    const described = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(new Set(described)).toEqual(
      new Set(['get /healthz', ...routes.map(({ method, path }) => `${method} ${path}`)]),
    );
  });

  it('names no schema that is not there', () => {
    const names = [
      ...JSON.stringify(description).matchAll(/"\$ref":"#\/components\/schemas\/([^"/]+)"/g),
    ].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !(name in description.components.schemas))).toEqual([]);
  });
});
