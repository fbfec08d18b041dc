import { command, heartbeatMs, protocol, type LiveEvent, type Ref, type ResumeToken } from '@rallykit/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpBackend, type HttpOptions } from './index.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const url = 'https://community.example';
const supports = { protocol, signIn: ['token', 'guest'] };
const nobody = { viewer: { member: null, may: [] }, supports, guest: ['vote.set'] };
const vote = command('c1', 'vote.set', { subject: { kind: 'idea', id: 'i1' }, value: 1 });
const applied = { receipts: [{ id: 'c1', replayed: false, changes: [], at: 't1' }] };
const json = (value: unknown, init?: ResponseInit) => Response.json(value, init);
const problem = (code: string, status: number, more: object = {}, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ code, status, detail: `It is ${code}.`, ...more }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly body: unknown;
  readonly signal: AbortSignal;
}

/** A backend on a server that answers as it is told; and what it was asked. */
function over(answer: (asked: Asked) => Response | Promise<Response>, options: Partial<HttpOptions> = {}) {
  const asked: Asked[] = [];
  const backend = httpBackend({
    url,
    ...options,
    fetch: async (input, init = {}) => {
      const { pathname, search } = new URL(String(input));
      const headers = new Headers(init.headers);
      const one = {
        method: init.method ?? 'GET',
        path: pathname + search,
        token: headers.get('authorization')?.replace('Bearer ', ''),
        body: init.body === undefined ? undefined : (JSON.parse(String(init.body)) as unknown),
        signal: init.signal!,
      };
      asked.push(one);
      return answer(one);
    },
  });
  return {
    backend,
    asked,
    log: () => asked.map(({ method, path, token }) => [method, path, token].filter(Boolean).join(' ')),
  };
}

const down = () => Promise.reject(new TypeError('Failed to fetch'));
const fails = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** A storage as browsers have it. */
function memoryStorage(first: Record<string, string> = {}) {
  const kept = new Map(Object.entries(first));
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}
const key = `rallykit:guest:${url}`;

describe('an address', () => {
  it.each([
    ['https://community.example', 'https://community.example/api/v1/viewer'],
    ['https://community.example/', 'https://community.example/api/v1/viewer'],
    ['http://localhost:4173/c/shop/', 'http://localhost:4173/c/shop/api/v1/viewer'],
    ['https://example.com/community?x=1#y', 'https://example.com/community/api/v1/viewer'],
  ])('is what paths are put after: %s', async (given, wanted) => {
    let called: unknown;
    const fetch = async (input: unknown) => ((called = input), json(nobody));
    await httpBackend({ url: given, fetch }).viewer();
    expect(called).toBe(wanted);
  });

  it('may be a path on a page', async () => {
    vi.stubGlobal('document', { baseURI: 'https://shop.example/products/1' });
    let called: unknown;
    await httpBackend({ url: '/', fetch: async (input) => ((called = input), json(nobody)) }).viewer();
    expect(called).toBe('https://shop.example/api/v1/viewer');
  });

  it.each(['', 'community.example', 'ftp://community.example', 'javascript:alert(1)', '/'])(
    'is refused as %j',
    (given) => {
      expect(() => httpBackend({ url: given })).toThrow(/is no address of a server. Write one such as/);
    },
  );
});

describe('supports and viewer', () => {
  it('come from one request', async () => {
    const { backend, log } = over(() => json(nobody));
    const [mine, can] = await Promise.all([backend.viewer(), backend.supports()]);
    expect([mine.may, can]).toEqual([['vote.set'], supports]);
    await backend.supports();
    expect(log()).toEqual(['GET /api/v1/viewer']);
  });

  it('are asked for again when that failed, and the viewer when it may have changed', async () => {
    let up = false;
    const { backend, log } = over(() => (up ? json(nobody) : down()));
    expect(await fails(backend.supports())).toMatchObject({ code: 'offline' });
    up = true;
    await backend.supports();
    await backend.viewer();
    await backend.viewer();
    expect(log()).toHaveLength(3);
  });

  it('say what an anonymous reader could do as a guest, unless guests are not wanted', async () => {
    const auto = over(() => json(nobody)).backend;
    expect(await auto.viewer()).toEqual({ member: null, may: ['vote.set'] });
    const never = over(() => json(nobody), { guest: 'never' }).backend;
    expect([await never.viewer(), (await never.supports()).signIn]).toEqual([
      { member: null, may: [] },
      ['token'],
    ]);
  });

  it('refuse a server of another major version', async () => {
    const newer = { ...nobody, supports: { ...supports, protocol: { major: 2, minor: 0 } } };
    const thrown = await fails(over(() => json(newer)).backend.supports());
    expect(thrown).toMatchObject({ code: 'protocol', message: expect.stringMatching(/speaks version 2/) });
  });
});

describe('a server that cannot be reached', () => {
  it('is offline when nothing answers', async () => {
    const { backend } = over(down);
    expect(await fails(backend.list({ kind: 'idea' }))).toMatchObject({
      code: 'offline',
      retry: 'same-key',
      message: expect.stringMatching(/community\.example does not answer/),
    });
  });

  it('does not allow this site when it answers at its health page only', async () => {
    vi.stubGlobal('location', { origin: 'https://shop.example' });
    const { backend, log } = over(({ path }) => (path === '/healthz' ? json({ status: 'ok' }) : down()));
    expect(await fails(backend.list({ kind: 'idea' }))).toMatchObject({
      code: 'not-configured',
      message:
        'This site (https://shop.example) is not on the list of sites that this community allows. ' +
        'Its operator adds it with rallykit serve --origin https://shop.example.',
    });
    expect(log()).toEqual(['GET /api/v1/ideas', 'GET /healthz', 'GET /api/v1/ideas']);
  });

  it('was just starting when it answers the second time', async () => {
    vi.stubGlobal('location', { origin: 'https://shop.example' });
    let up = false;
    const { backend } = over(({ path }) => {
      if (path === '/healthz') up = true;
      return up ? json({ items: [], related: [], asOf: 't' }) : down();
    });
    expect(await backend.list({ kind: 'idea' })).toMatchObject({ items: [] });
  });

  it('is offline, not refused, when a refusal is cut on its way', async () => {
    const cut = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"code":"rate-li'));
        controller.error(new TypeError('terminated'));
      },
    });
    const headers = { 'content-type': 'application/problem+json' };
    const { backend } = over(() => new Response(cut, { status: 429, headers }), { token: 't' });
    expect(await fails(backend.apply([vote]))).toMatchObject({ code: 'offline', retry: 'same-key' });
  });

  it('is only offline once it has answered before, or is this very site', async () => {
    vi.stubGlobal('location', { origin: 'https://shop.example' });
    let up = true;
    const { backend } = over(({ path }) => (up || path === '/healthz' ? json(nobody) : down()));
    await backend.viewer();
    up = false;
    expect(await fails(backend.viewer())).toMatchObject({ code: 'offline' });
    vi.stubGlobal('location', { origin: url });
    const own = over(({ path }) => (path === '/healthz' ? json({}) : down())).backend;
    expect(await fails(own.viewer())).toMatchObject({ code: 'offline' });
  });
});

describe('an answer that is none of a RallyKit server', () => {
  const page = (status = 200, headers: Record<string, string> = {}) =>
    new Response('<!doctype html>', { status, headers: { 'content-type': 'text/html', ...headers } });

  it.each([
    ['a page', () => page()],
    ['a page that is not found', () => page(404)],
    ['other JSON', () => json({ hello: 'world' })],
    ['null', () => json(null)],
  ])('is told with the remedy: %s', async (_, answer) => {
    const { backend } = over(answer);
    const thrown = {
      code: 'protocol',
      retry: 'never',
      message: expect.stringMatching(/Check the backend address/),
    };
    expect(await fails(backend.viewer())).toMatchObject(thrown);
    expect(await fails(backend.list({ kind: 'idea' }))).toMatchObject(thrown);
    expect(await fails(backend.get([{ kind: 'idea', id: 'i1' }]))).toMatchObject(thrown);
  });

  it('is a proxy’s when it says so', async () => {
    const sick = over(() => page(502, { 'retry-after': '3' })).backend;
    expect(await fails(sick.viewer())).toMatchObject({ code: 'unavailable', retryAfterMs: 3000 });
    const busy = over(() => page(429)).backend;
    expect(await fails(busy.viewer())).toMatchObject({ code: 'rate-limited' });
  });

  it('is not taken for receipts', async () => {
    const { backend } = over(() => json({ receipts: [] }), { token: 't' });
    expect(await fails(backend.apply([vote]))).toMatchObject({ code: 'protocol' });
  });
});

describe('a refusal', () => {
  it('comes as it was meant', async () => {
    const fields = { sort: 'There is none.' };
    const { backend } = over(() => problem('invalid', 422, { fields }));
    expect(await fails(backend.list({ kind: 'idea' }))).toMatchObject({
      code: 'invalid',
      message: 'It is invalid.',
      fields,
    });
  });

  it('says when to come back, by its body or else its header', async () => {
    const headers = { 'retry-after': '7' };
    const exact = over(() => problem('rate-limited', 429, { retryAfterMs: 6500 }, headers)).backend;
    expect(await fails(exact.viewer())).toMatchObject({ code: 'rate-limited', retryAfterMs: 6500 });
    const rough = over(() => problem('rate-limited', 429, {}, headers)).backend;
    expect(await fails(rough.viewer())).toMatchObject({ retryAfterMs: 7000 });
  });

  it('of one command is in its receipt', async () => {
    const refused = { id: 'c1', problem: { code: 'conflict', detail: 'Changed meanwhile.' } };
    const { backend } = over(() => json({ receipts: [refused] }), { token: 't' });
    const [receipt] = await backend.apply([vote]);
    expect(receipt).toMatchObject({ id: 'c1', error: { code: 'conflict', message: 'Changed meanwhile.' } });
  });
});

describe('a token', () => {
  it('goes with every request; a function is asked each time', async () => {
    const tokens = ['one', 'two', undefined];
    const { backend, log } = over(() => json(nobody), { token: async () => tokens.shift() });
    for (let n = 0; n < 3; n++) await backend.viewer();
    expect(log()).toEqual(['GET /api/v1/viewer one', 'GET /api/v1/viewer two', 'GET /api/v1/viewer']);
  });

  it('that is refused is not replaced by a guest', async () => {
    const { backend, log } = over(() => problem('unauthenticated', 401), { token: 'old' });
    expect(await fails(backend.apply([vote]))).toMatchObject({ code: 'unauthenticated' });
    expect(log()).toEqual(['POST /api/v1/commands old']);
  });

  it('that the site cannot give is waited for', async () => {
    const { backend, asked } = over(() => json(nobody), { token: () => Promise.reject(new Error('401')) });
    expect(await fails(backend.viewer())).toMatchObject({ code: 'unavailable' });
    expect(asked).toEqual([]);
  });
});

describe('a guest', () => {
  /** A server that gives guests the tokens g1, g2, …, and takes those named. */
  function guests(options: Partial<HttpOptions> = {}, taken: (token: string) => boolean = () => true) {
    let given = 0;
    return over(({ path, method, token }) => {
      if (token && !taken(token)) return problem('unauthenticated', 401);
      if (path.endsWith('/guest')) return json({ token: `g${++given}`, member: { id: `guest-${given}` } });
      return method === 'POST' ? json(applied) : json(nobody);
    }, options);
  }

  it('is made by the first act, once, and stays', async () => {
    const storage = memoryStorage();
    const { backend, log } = guests({ storage });
    await backend.viewer();
    await Promise.all([backend.apply([vote]), backend.apply([vote])]);
    await backend.viewer();
    expect(log()).toEqual([
      'GET /api/v1/viewer',
      'POST /api/v1/guest',
      'POST /api/v1/commands g1',
      'POST /api/v1/commands g1',
      'GET /api/v1/viewer g1',
    ]);
    expect(Object.fromEntries(storage.kept)).toEqual({ [key]: 'g1' });
  });

  it('is one person in two pages that act at once', async () => {
    const storage = memoryStorage();
    const page = (token: string) =>
      over(
        ({ path, method }) =>
          path.endsWith('/guest') ? json({ token }) : json(method === 'POST' ? applied : nobody),
        { storage },
      );
    const pages = [page('g1'), page('g2')];
    await Promise.all(pages.map(({ backend }) => backend.apply([vote])));
    const [first, second] = pages.map(({ log }) => log().at(-1));
    expect(second).toBe(first);
  });

  it('who comes back is known from the first request on', async () => {
    const { backend, log } = guests({ storage: memoryStorage({ [key]: 'g0' }) });
    await backend.viewer();
    await backend.apply([vote]);
    expect(log()).toEqual(['GET /api/v1/viewer g0', 'POST /api/v1/commands g0']);
  });

  it('whom the server does not know any more is forgotten, and made anew once', async () => {
    const storage = memoryStorage({ [key]: 'old' });
    const reading = guests({ storage }, (token) => token !== 'old');
    await reading.backend.viewer();
    expect(reading.log()).toEqual(['GET /api/v1/viewer old', 'GET /api/v1/viewer']);
    expect(storage.kept.size).toBe(0);
    const writing = guests({ storage: memoryStorage({ [key]: 'old' }) }, (token) => token !== 'old');
    await writing.backend.apply([vote]);
    expect(writing.log().slice(-2)).toEqual(['POST /api/v1/guest', 'POST /api/v1/commands g1']);
    const never = guests({ storage: memoryStorage({ [key]: 'old' }) }, () => false);
    expect(await fails(never.backend.apply([vote]))).toMatchObject({ code: 'unauthenticated' });
    expect(never.log().filter((line) => line.includes('/guest'))).toHaveLength(1);
  });

  it('lasts as long as the page where storage is denied', async () => {
    const denied = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    const { backend, log } = guests({ storage: { getItem: denied, setItem: denied, removeItem: denied } });
    await backend.apply([vote]);
    await backend.apply([vote]);
    expect(log().filter((line) => line.includes('/guest'))).toHaveLength(1);
  });

  it('is not made where there are none, nor where the page wants none', async () => {
    const closed = { ...nobody, supports: { ...supports, signIn: ['token'] } };
    const without = over(({ method }) =>
      method === 'POST' ? problem('unauthenticated', 401) : json(closed),
    );
    expect(await fails(without.backend.apply([vote]))).toMatchObject({ code: 'unauthenticated' });
    expect(without.log()).toEqual(['GET /api/v1/viewer', 'POST /api/v1/commands']);
    const never = guests({ guest: 'never', storage: memoryStorage({ [key]: 'g0' }) });
    await never.backend.apply([vote]);
    expect(never.log()).toEqual(['POST /api/v1/commands']);
  });

  it('is not made for somebody who has a token', async () => {
    const { backend, log } = guests({ token: 'ana', storage: memoryStorage({ [key]: 'g0' }) });
    await backend.apply([vote]);
    expect(log()).toEqual(['POST /api/v1/commands ana']);
  });

  it('is refused to the act, and tried again by the next', async () => {
    let full = true;
    const { backend } = over(({ path, method }) => {
      if (path.endsWith('/guest')) return full ? problem('rate-limited', 429) : json({ token: 'g1' });
      return method === 'POST' ? json(applied) : json(nobody);
    });
    expect(await fails(backend.apply([vote]))).toMatchObject({ code: 'rate-limited' });
    full = false;
    expect(await backend.apply([vote])).toHaveLength(1);
  });
});

describe('a call', () => {
  const never = ({ signal }: Asked) =>
    new Promise<Response>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error)),
    );

  it('is cancelled by its signal', async () => {
    const { backend, asked } = over(never);
    const stop = new AbortController();
    const call = fails(backend.list({ kind: 'idea' }, { signal: stop.signal }));
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    stop.abort();
    expect(await call).toMatchObject({ code: 'aborted' });
    expect(asked[0]!.signal.aborted).toBe(true);
  });

  it('is over by its deadline', async () => {
    const { backend } = over(never);
    expect(await fails(backend.list({ kind: 'idea' }, { deadlineMs: 10 }))).toMatchObject({
      code: 'timeout',
    });
  });

  it('after close is refused', async () => {
    const { backend, asked } = over(() => json(nobody));
    await backend.close();
    await backend.close();
    expect(await fails(backend.viewer())).toMatchObject({ code: 'closed' });
    expect(asked).toEqual([]);
  });
});

describe('get', () => {
  it('asks for as many as fit in an address, and answers in order', async () => {
    const { backend, asked } = over(({ path }) =>
      json({
        items: new URLSearchParams(path.split('?')[1])
          .getAll('ref')
          .map((ref) => ({ kind: 'idea', id: ref })),
      }),
    );
    const refs = Array.from({ length: 95 }, (_, n): Ref => ({ kind: 'vote', id: `me~idea~${n}` }));
    const found = await backend.get(refs);
    expect(found.map((each) => each!.id)).toEqual(refs.map(({ kind, id }) => `${kind}/${id}`));
    expect(asked).toHaveLength(3);
    expect(await backend.get([])).toEqual([]);
  });
});

describe('watch', () => {
  const at = 't1' as ResumeToken;
  const caughtUp = { type: 'caught-up', at } as const;
  const frame = (message: { type: string }) =>
    `id: t1\nevent: ${message.type}\ndata: ${JSON.stringify(message)}\n\n`;
  const stream = (...chunks: (string | Uint8Array)[]) =>
    new Response(new Blob(chunks as BlobPart[]).stream(), {
      headers: { 'content-type': 'text/event-stream' },
    });

  async function collect(events: AsyncIterable<LiveEvent>) {
    const seen: LiveEvent[] = [];
    try {
      for await (const event of events) seen.push(event);
    } catch (error) {
      return { seen, error };
    }
    return { seen, error: undefined };
  }

  it('asks for its boards from its token, as who it is', async () => {
    const { backend, log } = over(() => stream(), { token: 'ana' });
    await collect(backend.watch!({ boards: ['a', 'b'] }, 't 0' as ResumeToken));
    expect(log()).toEqual(['GET /api/v1/events?board=a&board=b&from=t+0 ana']);
  });

  it('tells events, and that the stream broke', async () => {
    const { backend } = over(() => stream('retry: 1000\n\n', ':\n\n', frame(caughtUp)));
    expect(await collect(backend.watch!({}, undefined))).toMatchObject({
      seen: [caughtUp],
      error: { code: 'offline' },
    });
  });

  it('ends after reset', async () => {
    const reset = { type: 'reset', reason: 'gap' } as const;
    const { backend } = over(() => stream(frame(reset), frame(caughtUp)));
    expect(await collect(backend.watch!({}, undefined))).toEqual({ seen: [reset], error: undefined });
  });

  it('fails with the problem that ended the stream', async () => {
    const last = {
      type: 'problem',
      problem: { code: 'unavailable', detail: 'Restarting.', retryAfterMs: 900 },
    };
    const { backend } = over(() => stream(frame(last)));
    const { error } = await collect(backend.watch!({}, undefined));
    expect(error).toMatchObject({ code: 'unavailable', retryAfterMs: 900 });
  });

  it('fails with what refused it', async () => {
    const { backend } = over(() => problem('unauthenticated', 401), { token: 'old' });
    expect((await collect(backend.watch!({}, undefined))).error).toMatchObject({ code: 'unauthenticated' });
  });

  it('ends quietly when it is cancelled, and lets the connection go', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(frame(caughtUp))),
      cancel: () => void (cancelled = true),
    });
    const { backend } = over(() => new Response(body));
    for await (const event of backend.watch!({}, undefined)) {
      expect(event).toEqual(caughtUp);
      break;
    }
    expect(cancelled).toBe(true);
  });

  it('takes a connection that has gone silent for broken', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { backend, asked } = over(
      ({ signal }) =>
        new Response(
          new ReadableStream({
            start: (c) => signal.addEventListener('abort', () => c.error(signal.reason)),
          }),
        ),
    );
    const all = collect(backend.watch!({}, undefined));
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    vi.advanceTimersByTime(3 * heartbeatMs);
    expect(await all).toMatchObject({ seen: [], error: { code: 'offline' } });
  });
});
