import { expect, test, vi } from 'vitest';
import { lasting } from './lasting.js';

const second = 1_000;
const encode = (value: object) =>
  btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
/** A token with characters in its payload that differ between the two kinds of base64. */
const jwt = (exp: unknown, n = 0) => `${encode({ alg: 'HS256' })}.${encode({ n, exp, name: 'ÿ>?~ÿ' })}.x`;

/** What a function is asked for that gives these tokens in turn; a number of calls and the clock. */
function over(...tokens: (string | undefined | Error)[]) {
  let at = 0;
  const clock = { now: 0 };
  const ask = vi.fn(async () => {
    const token = tokens[Math.min(at++, tokens.length - 1)];
    if (token instanceof Error) throw token;
    return token;
  });
  return { ask, clock, get: lasting(ask, ask(), () => clock.now) };
}

test('a token is asked for again a minute before it ends, once for many requests', async () => {
  const { ask, clock, get } = over(jwt(600), jwt(1200, 1));
  clock.now = 539 * second;
  expect(await get()).toBe(jwt(600));
  expect(ask).toHaveBeenCalledTimes(1);
  clock.now = 541 * second;
  expect(await Promise.all([get(), get(), get()])).toEqual(Array(3).fill(jwt(1200, 1)));
  expect(ask).toHaveBeenCalledTimes(2);
});

test.each([
  ['no JWT', 'opaque-token'],
  ['one that says no end', jwt(undefined)],
  ['one with an end that is no number', jwt('soon')],
  ['one that cannot be read', 'a.%%%.c'],
])('%s is not asked for again', async (_, token) => {
  const { ask, clock, get } = over(token);
  clock.now = 1e12;
  expect(await get()).toBe(token);
  expect(ask).toHaveBeenCalledTimes(1);
});

test('where there is none, it is asked for each time', async () => {
  const { get } = over(undefined, undefined, 'one');
  expect([await get(), await get(), await get()]).toEqual([undefined, 'one', 'one']);
});

test('one that is good for a while still is used where a new one cannot be had', async () => {
  const { clock, get } = over(jwt(600), new Error('down'), new Error('down'), jwt(1200));
  clock.now = 550 * second;
  expect(await get()).toBe(jwt(600));
  clock.now = 601 * second;
  await expect(get()).rejects.toThrow('down');
  expect(await get()).toBe(jwt(1200));
});
