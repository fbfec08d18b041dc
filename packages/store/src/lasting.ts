/** A token is asked for again this long before it ends, so that none ends on its way. */
const earlyMs = 60_000;

type Ask = () => Promise<string | undefined>;

/**
 * Asks for a token when the last one is about to end, rather than for each request. When it ends is read from a JWT, as its
 * `exp` says; of other tokens it is not known, and the backend's 401 tells. `last` is what was asked for already.
 */
export function lasting(ask: Ask, last: Promise<string | undefined>, now: () => number): Ask {
  return async () => {
    const asked = last;
    const token = await asked.catch(() => undefined);
    const end = token === undefined ? 0 : endOf(token);
    if (end - now() < earlyMs && last === asked) {
      last = ask().catch((thrown: unknown) => {
        if (end > now()) return token;
        throw thrown;
      });
    }
    return last;
  };
}

/** When a token ends, in milliseconds since 1970, as it says itself: nobody here can verify it, nor has to. */
function endOf(token: string): number {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const { exp } = JSON.parse(atob(payload)) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1000 : Infinity;
  } catch {
    return Infinity;
  }
}
