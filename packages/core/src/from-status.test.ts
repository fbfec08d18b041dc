import { expect, it } from 'vitest';
import { fromStatus } from './from-status.js';

it.each([
  [400, 'invalid'],
  [401, 'not-configured'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [409, 'conflict'],
  [422, 'invalid'],
  [429, 'rate-limited'],
  [500, 'unavailable'],
  [504, 'timeout'],
  [302, 'unavailable'],
])('status %i is %s', (status, code) => {
  expect(fromStatus({ status })).toMatchObject({ code, message: expect.stringMatching(/\w/) });
});

it('says how long to wait', () => {
  const wait = (headers?: Record<string, string>) =>
    fromStatus({ status: 429, ...(headers && { headers: new Headers(headers) }) }).retryAfterMs;
  expect([wait({ 'retry-after': '7' }), wait({ 'retry-after': 'Tue, 24 Nov 2026' }), wait()]).toEqual([
    7000, 60_000, 60_000,
  ]);
});

it('names the wrong field', () => {
  expect(fromStatus({ status: 422 }, { title: 'Too long.' })).toMatchObject({
    code: 'invalid',
    message: 'Too long.',
    fields: { title: 'Too long.' },
  });
});
