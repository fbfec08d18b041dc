import { memoryHost } from '@rallykit/backend-memory';
import { makeBoard, makeCommunity, makeIdea, makeMember, makeUpdate } from '@rallykit/conformance';
import { command, type BackendHost, type Command, type ViewerMessage } from '@rallykit/core';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { createServer, type ServerOptions } from './index.js';
import { element } from './xml.js';

const day = 86_400_000;
const start = Date.UTC(2026, 9, 1);
const news = makeUpdate('lists', {
  title: 'Lists for <two> & more',
  body: 'It is **live**.\n\n- open a list\n- choose *Share*\n\n<script>alert(1)</script>',
  labels: ['new'],
  ships: ['list', 'gone'],
  thanks: { people: ['mara', 'tomas'], others: 87 },
  createdAt: start + day,
  updatedAt: start + 2 * day,
  editedAt: start + 2 * day,
});

function serve(options: Partial<ServerOptions> = {}) {
  const host = memoryHost({
    communities: {
      default: [
        makeCommunity({ name: 'Mealwright' }),
        makeBoard('ideas', 'product-design', { title: 'Ideas' }),
        makeBoard('process', 'process', { title: 'Process' }),
        makeMember('tess', 'Tess', { role: 'team' }),
        makeMember('mara', 'Mara'),
        makeMember('tomas', 'Tomás'),
        makeIdea('list', { title: 'One list ]]> for “two”' }),
        news,
        makeUpdate('how', { board: 'process', createdAt: start, updatedAt: start }),
      ],
    },
  });
  const server = createServer({ host, ...options });
  const ask = (path: string, headers: Record<string, string> = {}) =>
    server.fetch(new Request(`https://api.example${path}`, { headers }));
  return { host, ask };
}

interface Node {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: (Node | string)[];
}

/** What a strict parser makes of a feed. */
function parsed(text: string): Node {
  const root: Node = { name: '', attributes: {}, children: [] };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const node: Node = { name, attributes: attributes as Record<string, string>, children: [] };
    open.at(-1)!.children.push(node);
    open.push(node);
  });
  parser.on('text', (content) => void open.at(-1)!.children.push(content));
  parser.on('closetag', () => void open.pop());
  parser.write(text).close();
  return root.children.find((child) => typeof child !== 'string') as Node;
}

const all = (node: Node, name: string): Node[] =>
  node.children.filter((child): child is Node => typeof child !== 'string' && child.name === name);
const textOf = (node: Node | string | undefined): string =>
  typeof node === 'string' ? node : (node?.children.map(textOf).join('') ?? '');
const say = (host: BackendHost, type: 'update.publish' | 'update.remove', input: object) =>
  host
    .as({ id: 'tess', name: 'Tess', role: 'team' })
    .apply([command(`c${Math.random()}`, type, input as never) as Command]);

describe('the feed of updates', () => {
  it('tells of each update, the newest first, with what it ships and whom it thanks', async () => {
    const answer = await serve().ask('/api/v1/updates.atom');
    expect(answer.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    const feed = parsed(await answer.text());
    expect(feed).toMatchObject({ name: 'feed', attributes: { xmlns: 'http://www.w3.org/2005/Atom' } });
    expect(textOf(all(feed, 'title')[0])).toBe('Mealwright');
    const [entry, other] = all(feed, 'entry') as [Node, Node];
    expect(textOf(all(entry, 'title')[0])).toBe('Lists for <two> & more');
    expect(textOf(all(other, 'title')[0])).toBe('Update how');
    expect(textOf(all(entry, 'published')[0])).toBe('2026-10-02T00:00:00.000Z');
    expect(textOf(all(entry, 'updated')[0])).toBe('2026-10-03T00:00:00.000Z');
    expect(textOf(all(entry, 'author')[0])).toBe('Tess');
    expect(all(entry, 'category')[0]?.attributes).toEqual({ term: 'new' });
    const [content] = all(all(entry, 'content')[0]!, 'div');
    expect(content!.children.map((child) => (child as Node).name)).toEqual(['p', 'p', 'p', 'ul', 'p']);
    expect(content!.children.map(textOf)).toEqual([
      'It is live.',
      'open a list choose Share',
      '<script>alert(1)</script>',
      'One list ]]> for “two”',
      'Thanks to Mara, Tomás, and 87 others.',
    ]);
  });

  it('has an id for each entry that stays the same and is no other’s', async () => {
    const { ask } = serve();
    const ids = async () =>
      all(parsed(await (await ask('/api/v1/updates.atom')).text()), 'entry').map((entry) =>
        textOf(all(entry, 'id')[0]),
      );
    const before = await ids();
    expect(new Set(before).size).toBe(2);
    for (const id of before) expect(id).toMatch(/^urn:uuid:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(await ids()).toEqual(before);
  });

  it('has one board’s alone where that is asked for', async () => {
    const { ask } = serve();
    const feed = parsed(await (await ask('/api/v1/updates.atom?board=process')).text());
    expect(textOf(all(feed, 'title')[0])).toBe('Process – Mealwright');
    expect(all(feed, 'entry')).toHaveLength(1);
    expect((await ask('/api/v1/updates.atom?board=nowhere')).status).toBe(404);
    expect((await ask('/api/v1/updates.atom?bored=process')).status).toBe(422);
  });

  it('links to the site’s page, where that is known', async () => {
    const { ask } = serve({ updatesPage: 'https://shop.example/news' });
    const [entry] = all(parsed(await (await ask('/api/v1/updates.atom')).text()), 'entry');
    expect(all(entry!, 'link')[0]?.attributes).toMatchObject({
      rel: 'alternate',
      href: 'https://shop.example/news#rally-update=lists',
    });
    const plain = parsed(await (await serve().ask('/api/v1/updates.atom')).text());
    expect(all(plain, 'link').map(({ attributes }) => attributes['rel'])).toEqual(['self']);
  });

  it('is sent again only when it changed', async () => {
    const { ask, host } = serve();
    const first = await ask('/api/v1/updates.atom');
    const [etag, modified] = [first.headers.get('etag')!, first.headers.get('last-modified')!];
    expect(Date.parse(modified)).toBe(start + 2 * day);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    for (const headers of [
      { 'if-none-match': etag },
      { 'if-none-match': `"other", W/${etag}` },
      { 'if-modified-since': modified },
    ] as Record<string, string>[]) {
      const again = await ask('/api/v1/updates.atom', headers);
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    }
    await say(host, 'update.publish', { id: 'more', board: 'ideas', title: 'More' });
    const known = { 'if-none-match': etag, 'if-modified-since': new Date().toUTCString() };
    const changed = await ask('/api/v1/updates.atom', known);
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
    expect((await ask('/api/v1/updates.atom', { 'if-modified-since': modified })).status).toBe(200);
  });

  it('is what the community says of itself, after its own address', async () => {
    const { viewer, supports } = (await (await serve().ask('/api/v1/viewer')).json()) as ViewerMessage;
    expect(viewer.may).toEqual([]);
    expect(supports.feed).toBe('/api/v1/updates.atom');
  });
});

describe('XML', () => {
  it('has text as text, and leaves out what no XML can hold', () => {
    const text = '<b> & "it\'s" ]]> \0\u0008\ufffe\ud800 a\r\n\tz 💡';
    const written = element('a', { title: text, none: undefined }, text, undefined, element('b'));
    const { attributes, children } = parsed(written.markup);
    expect(children[0]).toBe('<b> & "it\'s" ]]>  a\r\n\tz 💡');
    expect(Object.keys(attributes)).toEqual(['title']);
    expect(children[1]).toEqual({ name: 'b', attributes: {}, children: [] });
  });
});
