import { RallyError, toProblem } from '@rallykit/core';

/**
 * An error as an answer (RFC 9457).
 * @param status Where HTTP has a status of its own for what went wrong, such as 405.
 */
export function problemResponse(
  error: RallyError,
  status?: number,
  headers: Record<string, string> = {},
): Response {
  const problem = toProblem(error);
  const answered = status ?? problem.status;
  return new Response(JSON.stringify({ ...problem, status: answered }), {
    status: answered,
    headers: {
      'content-type': 'application/problem+json',
      ...(error.retryAfterMs !== undefined && {
        'retry-after': String(Math.ceil(error.retryAfterMs / 1000)),
      }),
      ...(error.code === 'unauthenticated' && { 'www-authenticate': 'Bearer' }),
      ...headers,
    },
  });
}

/** What a visitor is told of a store that is not set up: the reason names files and servers, and is for the operator. */
export const storeDown = () =>
  new RallyError('unavailable', 'The store does not answer. The server’s log says why.');
