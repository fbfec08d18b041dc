import { memoryHost } from '@rallykit/backend-memory';
import { command, heartbeatMs, type BackendHost, type EventMessage, type LiveEvent } from '@rallykit/core';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createServer, signHostToken, type Server, type ServerOptions } from './index.js';

const secret = 'a secret that is long enough for HS256';
const operatorToken = 'operator operator operator operator';
const open: (() => unknown)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const close of open.splice(0).reverse()) await close();
});

function serve(host: BackendHost, options: Partial<ServerOptions> = {}): Server {
  const server = createServer({ host, secret, operatorToken, ...options });
  open.push(() => server.close(0));
  return server;
}

/** A stream as one who reads it sees it. */
function reader(response: Response) {
  const stream = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let over = false;
  async function block(): Promise<string | undefined> {
    while (!rest.includes('\n\n') && !over) {
      const { done, value } = await stream.read();
      over = done;
      rest += value ?? '';
    }
    const [first, ...more] = rest.split('\n\n');
    rest = more.join('\n\n');
    return over && !first ? undefined : first;
  }
  async function event(): Promise<(EventMessage & { id?: string }) | undefined> {
    for (let text = await block(); text !== undefined; text = await block()) {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(text!)?.[1];
      const data = field('data');
      if (!data) continue;
      const message = JSON.parse(data) as EventMessage;
      expect(field('event')).toBe(message.type);
      const id = field('id');
      return { ...message, ...(id !== undefined && { id }) };
    }
    return undefined;
  }
  const stop = () => stream.cancel().catch(() => undefined);
  open.push(stop);
  return { block, event, stop };
}

const watch = async (server: Server, query = '', headers: Record<string, string> = {}) =>
  reader(await server.fetch(new Request(`http://h/api/v1/events${query}`, { headers })));

let made = 0;
/** Makes a board: one change. */
async function change(server: Server): Promise<string> {
  const id = `board-${++made}`;
  const input = { id, purpose: 'product-design', title: id } as const;
  const token = await signHostToken(secret, { id: 'lea', name: 'Lea', role: 'leader' });
  const response = await server.fetch(
    new Request('http://h/api/v1/commands', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ commands: [command(id, 'board.create', input)] }),
    }),
  );
  expect(await response.json()).toMatchObject({ receipts: [{ id, replayed: false }] });
  return id;
}

const boardsIn = (event: EventMessage | undefined) =>
  event?.type === 'changes'
    ? event.changes.flatMap((each) =>
        each.type === 'put' && each.entity.kind === 'board' ? each.entity.id : [],
      )
    : event;

describe('the event stream', () => {
  it('tells of each change, with its token as the id', async () => {
    const server = serve(memoryHost());
    const response = await server.fetch(new Request('http://h/api/v1/events'));
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const events = reader(response);
    const caughtUp = await events.event();
    expect(caughtUp).toMatchObject({ type: 'caught-up' });
    const id = await change(server);
    const told = await events.event();
    expect(boardsIn(told)).toEqual([id]);
    expect(told!.id).toBe((told as { at: string }).at);
    expect(told!.id).not.toBe(caughtUp!.id);
  });

  it.each<[string, (token: string) => { query?: string; headers?: Record<string, string> }]>([
    ['from', (token: string) => ({ query: `?from=${token}` })],
    ['Last-Event-ID', (token: string) => ({ headers: { 'last-event-id': token } })],
    [
      'Last-Event-ID before from',
      (token: string) => ({ query: '?from=none', headers: { 'last-event-id': token } }),
    ],
  ])('goes on after an interruption, missing nothing and repeating nothing: %s', async (_, ask) => {
    const server = serve(memoryHost());
    const first = await watch(server);
    await first.event();
    await change(server);
    const seen = await first.event();
    await first.stop();
    const missed = [await change(server), await change(server)];
    const { query, headers } = ask(seen!.id!);
    const second = await watch(server, query, headers);
    expect(boardsIn(await second.event())).toEqual(missed);
    expect(await second.event()).toMatchObject({ type: 'caught-up' });
    const after = await change(server);
    expect(boardsIn(await second.event())).toEqual([after]);
  });

  it('says reset and ends when what was missed is not known any more', async () => {
    const server = serve(memoryHost());
    const events = await watch(server, '?from=of-another-time.7');
    expect(await events.event()).toEqual({ type: 'reset', reason: 'epoch' });
    expect(await events.event()).toBeUndefined();
  });

  it('frees what it held when its reader leaves', async () => {
    const host = memoryHost();
    const server = serve(host);
    const { url } = await server.listen({ port: 0 });
    const leave = new AbortController();
    const events = reader(await fetch(`${url}/api/v1/events`, { signal: leave.signal }));
    await events.event();
    await vi.waitFor(() => expect(host.watching).toBe(1));
    leave.abort();
    await vi.waitFor(() => expect(host.watching).toBe(0));
  });

  it('is not opened by HEAD', async () => {
    const host = memoryHost();
    const server = serve(host);
    const response = await server.fetch(new Request('http://h/api/v1/events', { method: 'HEAD' }));
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(host.watching).toBe(0);
  });

  it('ends with the token it was opened by', async () => {
    const server = serve(memoryHost());
    const token = await signHostToken(secret, { id: 'ana', name: 'Ana' }, { expiresIn: 1 });
    const events = await watch(server, '', { authorization: `Bearer ${token}` });
    expect(await events.event()).toMatchObject({ type: 'caught-up' });
    expect(await events.event()).toMatchObject({ type: 'problem', problem: { code: 'unauthenticated' } });
    expect(await events.event()).toBeUndefined();
  });

  it('is not there where the store has none', async () => {
    const host = memoryHost();
    const as = host.as.bind(host);
    const { watch: _, ...silent } = as(null);
    const server = serve({ ...host, as: () => silent });
    const response = await server.fetch(new Request('http://h/api/v1/events'));
    expect(response.status).toBe(501);
  });

  it('says why when the store fails', async () => {
    const host = memoryHost();
    const as = host.as.bind(host);
    // eslint-disable-next-line require-yield
    const failing = async function* (): AsyncGenerator<LiveEvent> {
      throw new Error('disk on fire');
    };
    const server = serve({ ...host, as: (...person) => ({ ...as(...person), watch: failing }) });
    const events = await watch(server);
    expect(await events.event()).toMatchObject({ type: 'problem', problem: { code: 'internal' } });
    expect(await events.event()).toBeUndefined();
  });

  it('gives a sign of life while nothing happens', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const events = await watch(serve(memoryHost()));
    await events.event();
    const sign = events.block();
    vi.advanceTimersByTime(heartbeatMs);
    expect(await sign).toBe(':');
  });
});

describe('a reader that does not keep up', () => {
  /** As the network sees it: answers are not read until asked for. */
  const lazy = (url: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpRequest(`${url}/api/v1/events`, (response) => resolve(response.pause()));
      request.on('error', reject).end();
      open.push(() => request.destroy());
    });

  it('costs no memory: the store is asked for more only as it reads', async () => {
    const host = memoryHost();
    const as = host.as.bind(host);
    let told = 0;
    const endless = async function* (): AsyncGenerator<LiveEvent> {
      const changes = [
        { type: 'remove', tombstone: { kind: 'idea', id: 'x'.repeat(10_000), revision: 1, removedAt: 1 } },
      ] as const;
      for (;;) yield { type: 'changes', changes, at: String(++told) as never };
    };
    const server = serve({ ...host, as: (...person) => ({ ...as(...person), watch: endless }) });
    const { url } = await server.listen({ port: 0 });
    const response = await lazy(url);
    let before = -1;
    // Until nothing moves any more: what is told fills the buffers of the network, and then waits.
    await vi.waitFor(
      () => {
        const still = told === before;
        before = told;
        expect(still).toBe(true);
      },
      { interval: 200, timeout: 5000 },
    );
    const filled = told;
    response.resume();
    await vi.waitFor(() => expect(told).toBeGreaterThan(filled + 100));
  });

  it('is dropped with reset: slow, by a store that keeps only so much', async () => {
    const host = memoryHost({ retention: 5 });
    const server = serve(host);
    const events = await watch(server);
    await events.event();
    // The stream has asked for one event beyond what was read; that one it gets.
    for (let n = 0; n < 30; n++) await change(server);
    const rest = [];
    for (let event = await events.event(); event; event = await events.event()) rest.push(event);
    expect(rest.at(-1)).toEqual({ type: 'reset', reason: 'slow' });
  });

  it('is cut off when it has stopped reading altogether', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { openEventStream } = await import('./event-stream.js');
    const cut = vi.fn();
    const onEnd = vi.fn();
    const watching = memoryHost().as(null).watch!;
    const { body } = openEventStream({ watch: (signal) => watching({}, undefined, { signal }), cut, onEnd });
    vi.advanceTimersByTime(heartbeatMs * 10);
    expect(cut).toHaveBeenCalled();
    await body.cancel();
    expect(onEnd).toHaveBeenCalledOnce();
  });
});

describe('close', () => {
  it('ends streams with a hint to come back, and is done at once', async () => {
    const server = serve(memoryHost());
    const { url } = await server.listen({ port: 0 });
    const events = reader(await fetch(`${url}/api/v1/events`));
    expect(await events.block()).toBe('retry: 1000');
    await events.event();
    const closed = server.close(60_000);
    const last = await events.event();
    expect(last).toMatchObject({
      type: 'problem',
      problem: { code: 'unavailable', retryAfterMs: expect.any(Number) },
    });
    expect(await events.event()).toBeUndefined();
    await closed;
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    await server.close();
  });

  it('lets a request under way finish', async () => {
    const host = memoryHost();
    let go!: () => void;
    const held = new Promise<void>((resolve) => (go = resolve));
    let asked!: () => void;
    const arrived = new Promise<void>((resolve) => (asked = resolve));
    host.ready = () => (asked(), held);
    const server = serve(host);
    const { url } = await server.listen({ port: 0 });
    const answer = fetch(`${url}/healthz`);
    await arrived;
    const closed = server.close(60_000);
    go();
    expect(await (await answer).json()).toEqual({ status: 'ok' });
    await closed;
  });

  it('opens no stream any more', async () => {
    const server = serve(memoryHost());
    await server.close();
    const response = await server.fetch(new Request('http://h/api/v1/events'));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^[12]$/);
  });

  it('does not wait for connections that ask nothing', async () => {
    const server = serve(memoryHost());
    const { url, port } = await server.listen({ port: 0 });
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    await (await fetch(`${url}/healthz`)).text();
    const gone = once(silent.resume(), 'close');
    await server.close(60_000);
    await gone;
  });

  it('cuts what does not finish in time', async () => {
    const host = memoryHost();
    let asked!: () => void;
    const arrived = new Promise<void>((resolve) => (asked = resolve));
    host.ready = () => (asked(), new Promise(() => undefined));
    const server = serve(host);
    const { url } = await server.listen({ port: 0 });
    const answer = fetch(`${url}/healthz`);
    const refused = expect(answer).rejects.toThrow();
    await arrived;
    await server.close(50);
    await refused;
  });
});

describe('listen', () => {
  it('says what to do about a port that is taken', async () => {
    const { port } = await serve(memoryHost()).listen({ port: 0 });
    const second = serve(memoryHost()).listen({ port });
    await expect(second).rejects.toMatchObject({
      code: 'not-configured',
      message: `Port ${port} is taken by another program. Stop that one, or choose another port.`,
    });
  });

  it('says what to do about an address that is not this machine’s', async () => {
    const elsewhere = serve(memoryHost()).listen({ port: 0, host: '203.0.113.1' });
    await expect(elsewhere).rejects.toMatchObject({
      message: expect.stringMatching(/no address 203\.0\.113\.1.*127\.0\.0\.1/),
    });
  });

  it('answers nonsense by a problem', async () => {
    const { port } = await serve(memoryHost()).listen({ port: 0 });
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port, path: '/healthz', headers: { host: 'a b' } },
        (response) => {
          response.resume();
          resolve([response.statusCode, response.headers['content-type']]);
        },
      );
      request.on('error', reject).end();
    });
    expect(status).toEqual([400, 'application/problem+json']);
  });
});
