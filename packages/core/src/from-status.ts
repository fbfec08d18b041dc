import { RallyError, type ErrorCode } from './error.js';

const meanings: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  400: ['invalid', 'This is not valid. Change it, then send it again.'],
  // The key is that of the program in between, so the person at the page can do nothing.
  401: ['not-configured', 'The store refuses our key. Whoever runs this community has to set a valid one.'],
  403: ['forbidden', 'You may not do this here.'],
  404: ['not-found', 'This is not here any more. Reload to see what is.'],
  409: ['conflict', 'Somebody was here first. Reload to see what is, then try again.'],
  410: ['not-found', 'This is not here any more. Reload to see what is.'],
  412: ['conflict', 'Somebody changed this meanwhile. Reload to see what is, then try again.'],
  413: ['too-large', 'This is too large. Shorten it.'],
  422: ['invalid', 'This is not valid. Change it, then send it again.'],
  429: ['rate-limited', 'That was a lot at once. Try again in a little while.'],
  504: ['timeout', 'The store took too long. Try again.'],
};

/**
 * What a REST service's refusal means by its status alone; `unavailable` for every other status. `fields` says what is
 * wrong with which field of the command, by RallyKit's names. How long to wait is taken from `Retry-After`.
 */
export function fromStatus(
  { status, headers }: { readonly status: number; readonly headers?: { get(name: string): string | null } },
  fields?: Readonly<Record<string, string>>,
): RallyError {
  const [code, message] = meanings[status] ?? (['unavailable', 'The store cannot answer just now.'] as const);
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  return new RallyError(code, Object.values(fields ?? {})[0] ?? message, {
    ...(fields && { fields }),
    ...(code === 'rate-limited' && { retryAfterMs: 1000 * (seconds >= 0 ? seconds : 60) }),
  });
}
