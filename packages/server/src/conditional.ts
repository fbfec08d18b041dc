import { createHash } from 'node:crypto';
import type { HonoRequest } from 'hono';

/** A text that readers ask for again and again: they are told when it is as they have it. */
export function conditionally(request: HonoRequest, text: string, changedAt: number, type: string): Response {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  const headers = {
    etag,
    'last-modified': new Date(changedAt).toUTCString(),
    'cache-control': 'no-cache',
  };
  if (isUnchanged(request, etag, changedAt)) return new Response(null, { status: 304, headers });
  return new Response(text, { headers: { ...headers, 'content-type': type } });
}

/** The text itself tells more than its date, so that is looked at only where nothing else was sent. */
function isUnchanged(request: HonoRequest, etag: string, changedAt: number): boolean {
  const known = request.header('if-none-match');
  if (known !== undefined)
    return known.split(',').some((each) => ['*', etag].includes(each.trim().replace(/^W\//, '')));
  const since = Date.parse(request.header('if-modified-since') ?? '');
  return Math.trunc(changedAt / 1000) * 1000 <= since;
}
