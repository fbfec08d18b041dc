import { memoryHost } from '@rallykit/backend-memory';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createServer } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'rallykit-site-'));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (path: string, text: string) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};
put('page/index.html', '<h1>Home</h1>');
put('page/photo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
put('page/.env', 'SECRET=1');
put('page/100%.txt', 'all');
put('secret.txt', 'outside');
put('bundle/rallykit.js', 'export {};');
put('bundle/chunks/vote-a1b2c3d4.js', 'export {};');

const server = createServer({
  host: memoryHost(),
  site: [
    { folder: join(folder, 'page') },
    { folder: join(folder, 'bundle'), path: '/embed', public: true, immutable: /^\/chunks\// },
  ],
  handle: async (request) =>
    new URL(request.url).pathname === '/sign-in' ? Response.json({ token: await request.text() }) : undefined,
});
const ask = (path: string, init?: RequestInit) => server.fetch(new Request(`http://h${path}`, init));

describe('a folder of files', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', '<h1>Home</h1>'],
    ['/index.html', 'text/html; charset=utf-8', '<h1>Home</h1>'],
    ['/photo.svg', 'image/svg+xml; charset=utf-8', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['/embed/rallykit.js', 'text/javascript; charset=utf-8', 'export {};'],
  ])('is served with types: %s', async (path, type, text) => {
    const answer = await ask(path);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      type,
      text,
    ]);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is asked for again only when it has changed', async () => {
    const first = await ask('/');
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const etag = first.headers.get('etag')!;
    const again = await ask('/', { headers: { 'if-none-match': etag } });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    put('page/index.html', '<h1>Home again</h1>');
    expect((await ask('/', { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  it('is kept for good where names hold a hash', async () => {
    expect((await ask('/embed/chunks/vote-a1b2c3d4.js')).headers.get('cache-control')).toMatch(/immutable/);
    expect((await ask('/embed/rallykit.js')).headers.get('cache-control')).toBe('no-cache');
  });

  it('is open to other sites where it is public, even when unchanged', async () => {
    const origin = 'https://other.example';
    const bundle = await ask('/embed/rallykit.js', { headers: { origin } });
    expect(bundle.headers.get('access-control-allow-origin')).toBe('*');
    expect((await ask('/', { headers: { origin } })).headers.get('access-control-allow-origin')).toBeNull();
    const etag = bundle.headers.get('etag')!;
    const again = await ask('/embed/rallykit.js', { headers: { origin, 'if-none-match': etag } });
    expect([again.status, again.headers.get('access-control-allow-origin')]).toEqual([304, '*']);
  });

  it.each([
    '/.env',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/nothing',
    '/embedded',
    '/%00',
  ])('gives nothing else: %s', async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('is not there before it is built', () => {
    const missing = join(folder, 'dist');
    expect(() => createServer({ host: memoryHost(), site: [{ folder: missing }] })).toThrow(
      `${missing} does not exist`,
    );
  });
});

describe('the site’s own handler', () => {
  it('answers first, and leaves the rest to the files', async () => {
    expect(await (await ask('/sign-in', { method: 'POST', body: 'ana' })).json()).toEqual({ token: 'ana' });
    expect((await ask('/')).status).toBe(200);
    expect((await ask('/api/v1/viewer')).status).toBe(200);
  });
});
