// What a page that only reads, and has no trouble, never loads: acts, becoming a guest, and what went wrong.
import {
  RallyError,
  apiPath,
  fromProblem,
  fromReceiptMessage,
  protocol,
  type Command,
  type GuestMessage,
  type Problem,
  type Receipt,
  type ReceiptsMessage,
} from '@rallykit/core';

import type { Client } from './index.js';
import { offline } from './offline.js';

export { fromProblem };

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

/** The site's function that gets its visitor's token failed. */
export const nobodyKnown = (cause: unknown): RallyError =>
  new RallyError('unavailable', 'The site could not say who you are. Try again in a moment.', { cause });

/** Becomes a guest where the community takes them, once for all acts that wait for it; resolves to the guest's token. */
export function join(client: Client): Promise<string | undefined> {
  const enter = async () => {
    const { supports } = await client.known();
    if (!supports.signIn.includes('guest')) return undefined;
    const signal = AbortSignal.timeout(30_000);
    const response = await client.reach('/guest', { method: 'POST', signal });
    if (!response.ok) throw await failureOf(response, client.base);
    const { token } = await client.read<GuestMessage>(response, (answer) => answer.token);
    client.fresh = false;
    // Another page of this browser may have become one meanwhile: it is one person.
    return (client.pass.token ??= token);
  };
  return (client.joining ??= enter().finally(() => (client.joining = undefined)));
}

export async function apply(
  client: Client,
  commands: readonly Command[],
  signal: AbortSignal,
): Promise<readonly Receipt[]> {
  const response = await client.send('/commands', signal, { commands });
  const { receipts } = await client.read<ReceiptsMessage>(
    response,
    (answer) => answer.receipts?.length === commands.length,
  );
  return receipts.map(fromReceiptMessage);
}
