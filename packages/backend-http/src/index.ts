import {
  RallyError,
  apiPath,
  encodeQuery,
  fromReceiptMessage,
  guard,
  inParts,
  protocol,
  refKey,
  type Backend,
  type EntitiesMessage,
  type GuestMessage,
  type Page,
  type ReceiptsMessage,
  type ViewerMessage,
} from '@rallykit/core';
import { guestPass, type PassStorage } from './guest-pass.js';
import { follow } from './live.js';
import { offline } from './offline.js';

export interface HttpOptions {
  /** Address of the server, ending in `/c/<name>` for a community other than the default; on a page also a path such as `/`. */
  readonly url: string;
  /** By which the site says who its visitor is. A function is asked before each request, and keeps the token itself. */
  readonly token?: string | (() => Promise<string | undefined>) | undefined;
  /** `auto`: whoever has no token becomes a guest with their first act, where the community takes guests. The default. */
  readonly guest?: 'auto' | 'never';
  /** Where a guest's token is kept, such as `localStorage`; without it, guests are forgotten with the page. */
  readonly storage?: PassStorage;
  readonly fetch?: typeof globalThis.fetch;
}

const patienceMs = 30_000;
const inTime = () => AbortSignal.timeout(patienceMs);
/** As many refs as surely fit in an address. */
const refsAtOnce = 40;

/**
 * A community on a RallyKit server, over fetch and an event stream.
 * @throws {RallyError} `not-configured` for a url that is no http or https address.
 * @example httpBackend({ url: 'https://community.example.com', token, storage: localStorage })
 */
export function httpBackend({
  url,
  token,
  guest = 'auto',
  storage,
  fetch = globalThis.fetch,
}: HttpOptions): Backend {
  const base = addressOf(url);
  const pass = guestPass(base, storage);
  let answered = false;
  let asked: Promise<ViewerMessage> | undefined;
  let fresh = false;
  let joining: Promise<string | undefined> | undefined;

  const unreachable = (cause: unknown): never => {
    throw offline(base, cause);
  };
  /** What says more; where that cannot be had either, all is out of reach. */
  const trouble = () => import('./trouble.js').catch(unreachable);

  /** One request, or why the server cannot be reached. */
  async function reach(path: string, more: RequestInit): Promise<Response> {
    const init: RequestInit = { cache: 'no-store', credentials: 'omit', ...more };
    try {
      const response = await fetch(base + apiPath + path, init);
      answered = true;
      return response;
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      const site = globalThis.location?.origin;
      if (answered || !site || new URL(base).origin === site) return unreachable(cause);
      return (await trouble()).askAgain(fetch, base, path, init, cause);
    }
  }

  const failureOf = async (response: Response) => (await trouble()).failureOf(response, base);

  /** The answer to a request by whoever this is; a POST where there is a body. */
  async function send(path: string, signal: AbortSignal | undefined, body?: unknown): Promise<Response> {
    const write = body !== undefined;
    for (let again = false; ; again = true) {
      const mine = await hostToken(token);
      const bearer =
        mine ?? (guest === 'never' ? undefined : (pass.token ?? (write ? await join() : undefined)));
      const response = await reach(path, {
        ...(write && { method: 'POST', body: JSON.stringify(body) }),
        headers: {
          ...(write && { 'content-type': 'application/json' }),
          ...(bearer && { authorization: `Bearer ${bearer}` }),
        },
        signal: signal ?? null,
      });
      if (response.ok) return response;
      const error = await failureOf(response);
      // A guest's token ends with the server's secret: come anew, once.
      if (error.code !== 'unauthenticated' || mine || !bearer || again) throw error;
      if (pass.token === bearer) pass.token = undefined;
    }
  }

  /** The JSON in an answer. `fits` tells it from what another server would say. */
  async function read<T>(response: Response, fits: (message: T) => unknown): Promise<T> {
    const message = (await response.json().catch((cause: unknown) => {
      if (!(cause instanceof SyntaxError)) throw offline(base, cause);
    })) as T;
    if (message && fits(message)) return message;
    throw (await trouble()).foreign(base, response.headers.get('content-type'));
  }

  /** Becomes a guest where the community takes them, once for all acts that wait for it. */
  function join(): Promise<string | undefined> {
    const enter = async () => {
      const { supports } = await (asked ?? ask());
      if (!supports.signIn.includes('guest')) return undefined;
      const response = await reach('/guest', { method: 'POST', signal: inTime() });
      if (!response.ok) throw await failureOf(response);
      const message = await read<GuestMessage>(response, (answer) => answer.token);
      fresh = false;
      return (pass.token = message.token);
    };
    joining ??= enter().finally(() => (joining = undefined));
    return joining;
  }

  /** Asks who this is and what the community can do: one request for both. */
  function ask(): Promise<ViewerMessage> {
    const load = async () => {
      const response = await send('/viewer', inTime());
      const message = await read<ViewerMessage>(response, ({ viewer, supports }) => viewer && supports);
      const { major } = message.supports.protocol;
      if (major === protocol.major) return message;
      throw (await trouble()).otherVersion(base, major);
    };
    fresh = true;
    asked = load();
    asked.catch(() => (asked = undefined));
    return asked;
  }

  const backend: Backend = {
    name: 'http',
    async supports() {
      const { supports } = await (asked ?? ask());
      return {
        ...supports,
        ...(supports.feed && { feed: base + supports.feed }),
        ...(guest === 'never' && { signIn: supports.signIn.filter((way) => way !== 'guest') }),
      };
    },
    async viewer() {
      // What `supports` learnt is used once; after that it may be old.
      const { viewer, guest: mayAsGuest } = await (fresh && asked ? asked : ask());
      fresh = false;
      return viewer.member || guest === 'never' || !mayAsGuest ? viewer : { ...viewer, may: mayAsGuest };
    },
    async get(refs, call) {
      const parts = inParts(refs, refsAtOnce).map(async (part) => {
        const params = new URLSearchParams(part.map((ref) => ['ref', refKey(ref)]));
        const response = await send(`/entities?${params}`, call?.signal);
        return read<EntitiesMessage>(response, ({ items }) => items?.length === part.length);
      });
      return (await Promise.all(parts)).flatMap(({ items }) => items);
    },
    async list(query, call) {
      const response = await send(`/${query.kind}s?${encodeQuery(query)}`, call?.signal);
      return read<Page<never>>(response, ({ items }) => items);
    },
    async apply(commands, call) {
      const response = await send('/commands', call?.signal, { commands });
      const { receipts } = await read<ReceiptsMessage>(
        response,
        (answer) => answer.receipts?.length === commands.length,
      );
      return receipts.map(fromReceiptMessage);
    },
    watch: (scope, from, call) => follow(base, send, scope, from, call!.signal!),
    close: async () => {},
  };
  return guard(backend, patienceMs);
}

const hostToken = async (token: HttpOptions['token']): Promise<string | undefined> => {
  try {
    return (typeof token === 'function' ? await token() : token) || undefined;
  } catch (cause) {
    throw new RallyError('unavailable', 'The site could not say who you are. Try again in a moment.', {
      cause,
    });
  }
};

/** An address as what all paths are put after. */
function addressOf(url: string): string {
  const page = globalThis.document?.baseURI;
  if (URL.canParse(url, page)) {
    const { protocol: scheme, origin, pathname } = new URL(url, page);
    if (/^https?:$/.test(scheme)) return origin + pathname.replace(/\/+$/, '');
  }
  throw new RallyError(
    'not-configured',
    `"${url}" is no address of a server. Write one such as https://community.example.com`,
  );
}
