import { httpBackend, type HttpOptions } from '@rallykit/backend-http';
import { memoryHost } from '@rallykit/backend-memory';
import { boards, makeCommunity, makeIdea } from '@rallykit/conformance';
import {
  command,
  voteId,
  type BackendHost,
  type LiveEvent,
  type Ref,
  type ResumeToken,
} from '@rallykit/core';
import { createServer, signHostToken, type Server } from '@rallykit/server';
import { afterEach, describe, expect, it } from 'vitest';

const secret = 'the secret of the sites of the specification';
const open: Server[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close(0)));
});

const newHost = () => memoryHost({ communities: { default: [makeCommunity(), ...boards, makeIdea('i1')] } });

async function serve(host: BackendHost, { port = 0, guestSecret = 'g'.repeat(32) } = {}) {
  const server = createServer({ host, secret, guestSecret });
  open.push(server);
  return { ...(await server.listen({ port })), close: () => server.close() };
}

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

const idea: Ref<'idea'> = { kind: 'idea', id: 'i1' };
let acts = 0;
const vote = (value: 0 | 1 = 1) => command(`vote-${++acts}`, 'vote.set', { subject: idea, value });
const score = async (options: HttpOptions) => {
  const [found] = await httpBackend(options).get([idea]);
  return found && 'tally' in found && 'score' in found.tally ? found.tally.score : undefined;
};

describe('a guest over http', () => {
  it('votes without signing in, and finds the vote again after a reload', async () => {
    const { url } = await serve(newHost());
    const kept = storage();
    const first = httpBackend({ url, storage: kept });
    expect(await first.viewer()).toMatchObject({ member: null, may: expect.arrayContaining(['vote.set']) });
    const [receipt] = await first.apply([vote()]);
    expect(receipt?.error).toBeUndefined();
    const { member } = await first.viewer();
    expect(member).toMatchObject({ role: 'guest' });

    const reloaded = httpBackend({ url, storage: kept });
    expect((await reloaded.viewer()).member?.id).toBe(member!.id);
    const page = await reloaded.list({ kind: 'idea' });
    expect(page.related).toContainEqual(expect.objectContaining({ id: voteId(member!.id, idea), value: 1 }));
    await reloaded.apply([vote()]);
    expect(await score({ url })).toBe(1);
  });

  it('is somebody else in another browser', async () => {
    const { url } = await serve(newHost());
    for (const kept of [storage(), storage()]) await httpBackend({ url, storage: kept }).apply([vote()]);
    expect(await score({ url })).toBe(2);
  });

  it('takes part as somebody new when the server has lost its secret', async () => {
    const host = newHost();
    const before = await serve(host);
    const kept = storage();
    const page = httpBackend({ url: before.url, storage: kept });
    await page.apply([vote()]);
    await before.close();
    await expect(fetch(before.url)).rejects.toThrow();
    await serve(host, { port: before.port, guestSecret: 'h'.repeat(32) });
    expect((await page.viewer()).member).toBeNull();
    const [receipt] = await page.apply([vote()]);
    expect(receipt?.error).toBeUndefined();
    expect((await page.viewer()).member).toMatchObject({ role: 'guest' });
  });

  it('is not needed by who has an account', async () => {
    const { url } = await serve(newHost());
    const ana = httpBackend({ url, token: () => signHostToken(secret, { id: 'ana', name: 'Ana' }) });
    await ana.apply([vote()]);
    expect((await ana.viewer()).member).toMatchObject({ id: 'ana', role: 'member' });
  });
});

describe('a stream over http', () => {
  it('goes on after the server was restarted, from the last token', async () => {
    const host = newHost();
    const before = await serve(host);
    const ana = httpBackend({
      url: before.url,
      token: await signHostToken(secret, { id: 'ana', name: 'Ana' }),
    });
    let token: ResumeToken | undefined;
    const watch = async (until: (event: LiveEvent) => boolean) => {
      for await (const event of ana.watch!({}, token)) {
        token = 'at' in event ? event.at : undefined;
        if (until(event)) return event;
      }
      return undefined;
    };
    await watch(({ type }) => type === 'caught-up');
    const broken = watch(() => false).then(
      () => undefined,
      (error: unknown) => error,
    );
    await ana.apply([vote()]);
    const closing = before.close();
    expect(await broken).toMatchObject({
      code: 'unavailable',
      retry: 'same-key',
      retryAfterMs: expect.any(Number),
    });

    await closing;

    await expect(fetch(before.url)).rejects.toThrow();

    const direct = host.as({ id: 'ben', name: 'Ben', role: 'member' });
    await direct.apply([vote()]);
    await serve(host, { port: before.port });
    const told = await watch(({ type }) => type === 'changes');
    const scores =
      told?.type === 'changes'
        ? told.changes.flatMap((change) =>
            change.type === 'put' && change.entity.kind === 'idea' ? [change.entity.tally.score] : [],
          )
        : [];
    expect(scores).toEqual([2]);
  });
});
