import { RallyError, fromProblem, type Problem } from '@rallykit/core';

export const offline = (base: string, cause?: unknown): RallyError =>
  new RallyError(
    'offline',
    `The community server at ${base} does not answer. Check your connection; what you wrote is kept.`,
    { cause },
  );

/** An answer that no RallyKit server would give: the address is wrong, or something sits in between. */
export const foreign = (base: string, what: unknown): RallyError =>
  new RallyError(
    'protocol',
    `What answers at ${base} is not a RallyKit server (${String(what)}). Check the backend address.`,
  );

/** Why the page of this site is not served, though the server answers. */
export const notAllowed = (site: string): RallyError =>
  new RallyError(
    'not-configured',
    `This site (${site}) is not on the list of sites that this community allows. ` +
      `Its operator adds it with rallykit serve --origin ${site}.`,
  );

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
