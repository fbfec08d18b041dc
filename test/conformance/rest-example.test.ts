import { makeBoard, makeIdea, personas, testBackend } from '@rallykit/conformance';
import { command, type Cursor, type Query } from '@rallykit/core';
import { suggestionHost, type Box } from '@rallykit/example-rest-backend/backend';
import { newestPage } from '@rallykit/example-rest-backend/paged';
import type { Suggestion } from '@rallykit/example-rest-backend/service';
import { createServer, signHostToken } from '@rallykit/server';
import { describe, expect, it } from 'vitest';
import { boxOf, restWorld } from './rest-example.world.js';

await testBackend({ describe, it, createWorld: restWorld });

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
