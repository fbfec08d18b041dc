import { gzipSync } from 'node:zlib';
import type { HonoRequest } from 'hono';

/** Below this, compressing gains less than it costs. */
const worthBytes = 1024;
const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i;

/** A value as an answer, compressed for who can read that. */
export function jsonResponse(
  request: HonoRequest,
  value: unknown,
  more: Record<string, string> = {},
): Response {
  const text = JSON.stringify(value);
  const headers = { 'content-type': 'application/json', vary: 'Accept-Encoding', ...more };
  if (text.length < worthBytes || !takesGzip.test(request.header('accept-encoding') ?? '')) {
    return new Response(text, { headers });
  }
  // At once and lightly: a stream of its own for each answer takes ten times as long.
  const body = gzipSync(text, { level: 4 });
  return new Response(body, { headers: { ...headers, 'content-encoding': 'gzip' } });
}
