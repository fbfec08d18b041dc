import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeBoard, makeIdea, personas, testBackend } from '@rallykit/conformance';
import {
  command,
  type Command,
  type CommandId,
  type Cursor,
  type Identity,
  type Query,
} from '@rallykit/core';
import { checked } from '@rallykit/core/checked';
import { suggestionHost, type Box } from '@rallykit/example-rest-backend/backend';
import { feedOf, followed } from '@rallykit/example-rest-backend/followed';
import { newestPage } from '@rallykit/example-rest-backend/paged';
import { openActs, remembered } from '@rallykit/example-rest-backend/remembered';
import type { Suggestion } from '@rallykit/example-rest-backend/service';
import { createServer, signHostToken } from '@rallykit/server';
import { describe, expect, it } from 'vitest';
import { boxOf, grownWorld, restWorld } from './rest-example.world.js';

await testBackend({ describe, it, createWorld: restWorld });
await testBackend({
  describe: (name, body) => describe(`Grown: ${name}`, body),
  it,
  createWorld: grownWorld,
});

const box = boxOf('Lumen', [
  makeBoard('ideas', 'product-design'),
  ...Array.from({ length: 45 }, (_, at) => makeIdea(`i${at}`, { createdAt: 1_700_000_000_000 + (at % 7) })),
]);
const broken = (answer: Box['fetch']) =>
  suggestionHost({ default: { ...box, ...(answer && { fetch: answer }) } }).as(personas.ana);

describe('the suggestion box', () => {
  it.each([
    ['its key is refused', 401, 'not-configured'],
    ['it is told to slow down', 429, 'rate-limited'],
    ['the service fails', 500, 'unavailable'],
  ])('says why when %s', async (_what, status, code) => {
    const backend = broken(async () => new Response('<h1>No</h1>', { status }));
    await expect(backend.list({ kind: 'idea' })).rejects.toMatchObject({ code });
  });

  it('is unavailable when it cannot be reached', async () => {
    const backend = broken(() => Promise.reject(new TypeError('fetch failed')));
    await expect(backend.list({ kind: 'idea' })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('pages with its own cursors bring what one long list does', async () => {
    const read = async (size: number, before: string) => {
      const url = `${box.url}/newest?size=${size}&before=${encodeURIComponent(before)}`;
      const answer = await box.fetch!(new Request(url, { headers: { 'x-box-key': box.key } }));
      return (await answer.json()) as Suggestion[];
    };
    const query: Query<'idea'> = { kind: 'idea', sort: 'new', first: 10 };
    const found: string[] = [];
    for (let after: Cursor | undefined, more = true; more; more = after !== undefined) {
      const { items, next } = await newestPage({ ...query, ...(after && { after }) }, read);
      expect(items.length).toBeLessThanOrEqual(10);
      found.push(...items.map(({ id }) => id));
      after = next;
    }
    const all = await suggestionHost({ default: box })
      .as(null)
      .list({ ...query, first: 100 });
    expect(found).toEqual(all.items.map(({ id }) => id));
  });

  it('does an act once whose answer got lost, though it was started anew meanwhile', async () => {
    const lost = boxOf('Lost', [makeBoard('ideas', 'product-design')]);
    let loses = true;
    const unlucky: Box = {
      ...lost,
      async fetch(request) {
        const answer = await lost.fetch!(request);
        if (request.method === 'GET' || !loses) return answer;
        loses = false;
        throw new TypeError('fetch failed');
      },
    };
    const folder = await mkdtemp(join(tmpdir(), 'rallykit-acts-'));
    const draft = command('once', 'idea.create', { id: 'shelf', board: 'ideas', title: 'A shelf' });
    const send = async (person: Identity, act: Command = draft) => {
      const acts = openActs(join(folder, 'acts.sqlite'));
      const host = suggestionHost({ default: unlucky }, (spec) => remembered(spec, acts, 'default'));
      const [receipt] = await host.as(person).apply([act]);
      acts.close();
      return receipt!;
    };
    expect((await send(personas.ana)).error?.code).toBe('unavailable');
    const again = await send(personas.ana);
    expect(again).toMatchObject({ replayed: true, changes: [{ entity: { id: 'shelf' } }] });
    expect(await send(personas.ana)).toEqual(again);
    // Under other ids, what is there is taken.
    expect((await send(personas.ben)).error?.code).toBe('conflict');
    expect((await send(personas.ana, { ...draft, id: 'other' as CommandId })).error?.code).toBe('conflict');
    await rm(folder, { recursive: true });
  });

  it('asks the feed once for all who watch', async () => {
    let asked = 0;
    const feed = feedOf(
      {
        ...box,
        fetch(request) {
          if (request.url.includes('after=')) asked += 1;
          return box.fetch!(request);
        },
      },
      50,
    );
    const host = suggestionHost({ default: box }, (spec) => checked(followed(spec, feed)));
    const readers = Array.from({ length: 100 }, async () => {
      for await (const event of host.as(null).watch!({}, undefined)) if (event.type === 'changes') return;
    });
    await expect.poll(() => feed.watching).toBe(100);
    await host
      .as(personas.ana)
      .apply([command('seen', 'idea.create', { id: 'seen', board: 'ideas', title: 'Seen' })]);
    await Promise.all(readers);
    expect([asked < 50, feed.watching]).toEqual([true, 0]);
  });

  it('is on the network by createServer', async () => {
    const secret = 'a secret that is long enough for HS256';
    const server = createServer({ host: suggestionHost({ default: box }), secret });
    const token = await signHostToken(secret, { id: 'ana', name: 'Ana' });
    const ask = async (path: string, init: RequestInit = {}) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await server.fetch(
        new Request(`http://api.example/api/v1${path}`, { headers, ...init }),
      );
      return [answer.status, await answer.json()] as const;
    };
    const commands = [command('v1', 'vote.set', { subject: { kind: 'idea', id: 'i3' }, value: 1 })];
    const [voted] = await ask('/commands', { method: 'POST', body: JSON.stringify({ commands }) });
    const [listed, page] = await ask('/ideas?sort=top&first=1');
    expect([voted, listed, page.items[0].id, page.items[0].tally.score]).toEqual([200, 200, 'i3', 1]);
  });
});
