// What went wrong, and what to do: a page without trouble never loads this.
import { RallyError, apiPath, fromProblem, protocol, type Problem } from '@rallykit/core';
import { offline } from './offline.js';

/** An answer that no RallyKit server would give: the address is wrong, or something sits in between. */
export const foreign = (base: string, what: unknown): RallyError =>
  new RallyError(
    'protocol',
    `What answers at ${base} is not a RallyKit server (${String(what)}). Check the backend address.`,
  );

export const otherVersion = (base: string, major: number): RallyError =>
  new RallyError(
    'protocol',
    `The server at ${base} speaks version ${major} of the protocol and this page version ${protocol.major}. Update the older.`,
  );

/**
 * The answer to a request that failed on the page of another site. A browser does not say that a site is not allowed: a
 * second failure after the open health page answered does. The first may have been a server that was just starting.
 */
export async function askAgain(
  fetch: typeof globalThis.fetch,
  base: string,
  path: string,
  init: RequestInit,
  cause: unknown,
): Promise<Response> {
  try {
    await fetch(`${base}/healthz`, {
      ...init,
      method: 'GET',
      body: null,
      headers: {},
      signal: AbortSignal.timeout(5000),
    });
  } catch {
    throw offline(base, cause);
  }
  try {
    return await fetch(base + apiPath + path, init);
  } catch (again) {
    if (init.signal?.aborted) throw again;
    const site = globalThis.location.origin;
    throw new RallyError(
      'not-configured',
      `This site (${site}) is not on the list of sites that this community allows. ` +
        `Its operator adds it with rallykit serve --origin ${site}.`,
    );
  }
}

/** The error that an answer other than 2xx stands for. */
export async function failureOf(response: Response, base: string): Promise<RallyError> {
  const { status, headers } = response;
  const after = headers.get('retry-after');
  const wait = after ? Number(after) * 1000 || Date.parse(after) - Date.now() : NaN;
  const retry = wait > 0 ? { retryAfterMs: wait } : {};
  if (headers.get('content-type')?.includes('problem+json')) {
    const problem = (await response.json().catch((cause: unknown) => {
      if (cause instanceof SyntaxError) return {};
      // Cut on its way.
      throw offline(base, cause);
    })) as Partial<Problem>;
    return fromProblem({ ...retry, ...problem });
  }
  // Not ours: a proxy before the server speaks, or the address is another's.
  if (status === 429)
    return new RallyError('rate-limited', 'That was a lot at once. Try again in a moment.', retry);
  if (status >= 500)
    return new RallyError(
      'unavailable',
      'The community is not available just now. Try again in a moment.',
      retry,
    );
  return foreign(base, `HTTP ${status}`);
}
