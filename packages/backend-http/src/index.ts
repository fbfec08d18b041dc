import {
  RallyError,
  apiPath,
  encodeQuery,
  guard,
  inParts,
  protocol,
  refKey,
  type Backend,
  type EntitiesMessage,
  type Page,
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

  const unreachable = (cause: unknown): never => {
    throw offline(base, cause);
  };
  /** What acting takes, and what says more of trouble; where that cannot be had either, all is out of reach. */
  const later = () => import('./later.js').catch(unreachable);

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
      return (await later()).askAgain(fetch, base, path, init, cause);
    }
  }

  /** The answer to a request by whoever this is; a POST where there is a body. */
  async function send(path: string, signal: AbortSignal, body?: unknown): Promise<Response> {
    for (let again = false; ; again = true) {
      let mine: string | undefined;
      try {
        mine = (typeof token === 'function' ? await token() : token) || undefined;
      } catch (cause) {
        throw (await later()).nobodyKnown(cause);
      }
      const bearer =
        mine ??
        (guest === 'never'
          ? undefined
          : (pass.token ?? (body ? await (await later()).join(client) : undefined)));
      const response = await reach(path, {
        ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
        headers: {
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(bearer && { authorization: `Bearer ${bearer}` }),
        },
        signal,
      });
      if (response.ok) return response;
      const error = await (await later()).failureOf(response, base);
      // A guest's token ends with the server's secret: come anew, once.
      if (error.code !== 'unauthenticated' || mine || !bearer || again) throw error;
      if (pass.token === bearer) pass.token = undefined;
    }
  }

  /** The JSON in an answer. `fits` tells it from what another server would say. */
  async function read<T>(response: Response, fits: (message: T) => unknown): Promise<T> {
    const message = (await response.json().catch((cause: unknown) => {
      if (!(cause instanceof SyntaxError)) unreachable(cause);
    })) as T;
    if (message && fits(message)) return message;
    throw (await later()).foreign(base, response.headers.get('content-type'));
  }

  /** Asks who this is and what the community can do: one request for both. */
  function ask(): Promise<ViewerMessage> {
    const load = async () => {
      const response = await send('/viewer', AbortSignal.timeout(patienceMs));
      const message = await read<ViewerMessage>(response, ({ viewer, supports }) => viewer && supports);
      const { major } = message.supports.protocol;
      if (major === protocol.major) return message;
      throw (await later()).otherVersion(base, major);
    };
    client.fresh = true;
    asked = load();
    asked.catch(() => (asked = undefined));
    return asked;
  }

  const client: Client = { base, pass, known: () => asked ?? ask(), reach, send, read, later };

  const backend: Backend = {
    name: 'http',
    async supports() {
      const { supports } = await client.known();
      return {
        ...supports,
        ...(supports.feed && { feed: base + supports.feed }),
        ...(guest === 'never' && { signIn: supports.signIn.filter((way) => way !== 'guest') }),
      };
    },
    async viewer() {
      // What `supports` learnt is used once; after that it may be old.
      const { viewer, guest: mayAsGuest } = await (client.fresh ? client.known() : ask());
      client.fresh = false;
      return viewer.member || guest === 'never' || !mayAsGuest ? viewer : { ...viewer, may: mayAsGuest };
    },
    async get(refs, call) {
      const parts = inParts(refs, refsAtOnce).map(async (part) => {
        const params = new URLSearchParams(part.map((ref) => ['ref', refKey(ref)]));
        const response = await send(`/entities?${params}`, call!.signal!);
        return read<EntitiesMessage>(response, ({ items }) => items?.length === part.length);
      });
      return (await Promise.all(parts)).flatMap(({ items }) => items);
    },
    async list(query, call) {
      const response = await send(`/${query.kind}s?${encodeQuery(query)}`, call!.signal!);
      return read<Page<never>>(response, ({ items }) => items);
    },
    apply: async (commands, call) => (await later()).apply(client, commands, call!.signal!),
    watch: (scope, from, call) => follow(client, scope, from, call!.signal!),
    close: async () => {},
  };
  // It hands each call a signal.
  return guard(backend, patienceMs);
}

/** What the part that is loaded later works with. */
export interface Client {
  readonly base: string;
  readonly pass: { token: string | undefined };
  /** The answer to who this is has not been used yet. */
  fresh?: boolean;
  joining?: Promise<string | undefined> | undefined;
  later(): Promise<typeof import('./later.js')>;
  known(): Promise<ViewerMessage>;
  reach(path: string, init: RequestInit): Promise<Response>;
  send(path: string, signal: AbortSignal, body?: unknown): Promise<Response>;
  read<T>(response: Response, fits: (message: T) => unknown): Promise<T>;
}

/** An address as what all paths are put after. */
function addressOf(url: string): string {
  const page = globalThis.document?.baseURI;
  if (URL.canParse(url, page)) {
    const { protocol: scheme, origin, pathname } = new URL(url, page);
    if (/^https?:$/.test(scheme)) return origin + pathname.replace(/\/+$/, '');
  }
  throw new RallyError(
    'not-configured',
    `"${url}" is no address of a server. Write one such as https://example.com`,
  );
}
