import {
  RallyError,
  apiPath,
  encodeQuery,
  encodeScope,
  fromProblem,
  fromReceiptMessage,
  guard,
  heartbeatMs,
  protocol,
  refKey,
  type Backend,
  type Call,
  type EntitiesMessage,
  type EventMessage,
  type GuestMessage,
  type LiveEvent,
  type Page,
  type ReceiptsMessage,
  type ResumeToken,
  type Scope,
  type ViewerMessage,
} from '@rallykit/core';
import { failureOf, foreign, notAllowed, offline } from './failure.js';
import { GuestPass, type PassStorage } from './guest-pass.js';
import { parseEvents } from './parse-events.js';

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

interface Sending extends Call {
  /** Makes it a POST. */
  readonly body?: unknown;
  /** The answer goes on until it is cancelled. */
  readonly endless?: boolean;
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
  const pass = new GuestPass(base, storage);
  let answered = false;
  let asked: Promise<ViewerMessage> | undefined;
  let fresh = false;
  let joining: Promise<string | undefined> | undefined;

  /** One request, or why the server cannot be reached. */
  async function reach(path: string, init: RequestInit): Promise<Response> {
    for (let probed = false; ; probed = true) {
      try {
        const response = await fetch(base + apiPath + path, {
          cache: 'no-store',
          credentials: 'omit',
          ...init,
        });
        answered = true;
        return response;
      } catch (cause) {
        if (init.signal?.aborted) throw cancelled(init.signal);
        // A browser does not say that a site is not allowed. A second failure after the open health page answered does;
        // the first may have been a server that was just starting.
        const site = globalThis.location?.origin;
        if (probed) throw notAllowed(site);
        if (answered || !site || new URL(base).origin === site || !(await isUp())) throw offline(base, cause);
      }
    }
  }

  const isUp = () =>
    fetch(`${base}/healthz`, {
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(5000),
    }).then(
      () => true,
      () => false,
    );

  /** The answer to a request by whoever this is. */
  async function send(
    path: string,
    { body, endless, signal, deadlineMs = patienceMs }: Sending,
  ): Promise<Response> {
    const write = body !== undefined;
    const signals = [...(signal ? [signal] : []), ...(endless ? [] : [AbortSignal.timeout(deadlineMs)])];
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
        signal: AbortSignal.any(signals),
      });
      if (response.ok) return response;
      const error = await failureOf(response, base);
      // A guest's token ends with the server's secret: come anew, once.
      if (error.code !== 'unauthenticated' || mine || !bearer || again) throw error;
      if (pass.token === bearer) pass.token = undefined;
    }
  }

  /** The JSON in an answer. `fits` tells it from what another server would say. */
  async function read<T>(response: Response, fits: (message: T) => unknown): Promise<T> {
    let message: T;
    try {
      message = (await response.json()) as T;
    } catch (cause) {
      throw cause instanceof SyntaxError
        ? foreign(base, response.headers.get('content-type'))
        : offline(base, cause);
    }
    if (!message || !fits(message)) throw foreign(base, 'other JSON');
    return message;
  }

  /** Becomes a guest where the community takes them, once for all acts that wait for it. */
  function join(): Promise<string | undefined> {
    const enter = async () => {
      const { supports } = await (asked ?? ask());
      if (!supports.signIn.includes('guest')) return undefined;
      const response = await reach('/guest', { method: 'POST', signal: AbortSignal.timeout(patienceMs) });
      if (!response.ok) throw await failureOf(response, base);
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
      const message = await read<ViewerMessage>(
        await send('/viewer', {}),
        ({ viewer, supports }) => viewer && supports,
      );
      const { major } = message.supports.protocol;
      if (major === protocol.major) return message;
      throw new RallyError(
        'protocol',
        `The server at ${base} speaks version ${major} of the protocol and this page version ${protocol.major}. Update the older.`,
      );
    };
    fresh = true;
    asked = load();
    asked.catch(() => (asked = undefined));
    return asked;
  }

  async function* watch(
    scope: Scope,
    from: ResumeToken | undefined,
    { signal }: Call,
  ): AsyncGenerator<LiveEvent, void> {
    const params = encodeScope(scope);
    if (from !== undefined) params.set('from', from);
    // A connection can die without a word; the server gives a sign of life in each of these.
    const silence = new AbortController();
    const listen = () => setTimeout(() => silence.abort(), 3 * heartbeatMs);
    let timer = listen();
    try {
      const either = AbortSignal.any([silence.signal, ...(signal ? [signal] : [])]);
      const response = await send(`/events?${params}`, { signal: either, endless: true });
      for await (const data of parseEvents(response.body!)) {
        clearTimeout(timer);
        if (data !== undefined) {
          const event = JSON.parse(data) as EventMessage;
          if (event.type === 'problem') throw fromProblem(event.problem);
          yield event;
          if (event.type === 'reset') return;
        }
        timer = listen();
      }
    } catch (thrown) {
      throw RallyError.is(thrown) && !silence.signal.aborted ? thrown : offline(base, thrown);
    } finally {
      clearTimeout(timer);
    }
    throw offline(base);
  }

  return guard({
    name: 'http',
    async supports() {
      const { supports } = await (asked ?? ask());
      return guest === 'never'
        ? { ...supports, signIn: supports.signIn.filter((way) => way !== 'guest') }
        : supports;
    },
    async viewer() {
      // What `supports` learnt is used once; after that it may be old.
      const { viewer, guest: mayAsGuest } = await (fresh && asked ? asked : ask());
      fresh = false;
      return viewer.member || guest === 'never' || !mayAsGuest ? viewer : { ...viewer, may: mayAsGuest };
    },
    async get(refs, call) {
      const parts = [];
      for (let at = 0; at < refs.length; at += refsAtOnce) {
        const part = refs.slice(at, at + refsAtOnce);
        const params = new URLSearchParams(part.map((ref) => ['ref', refKey(ref)]));
        parts.push(
          send(`/entities?${params}`, call!).then((response) =>
            read<EntitiesMessage>(response, ({ items }) => items?.length === part.length),
          ),
        );
      }
      return (await Promise.all(parts)).flatMap(({ items }) => items);
    },
    async list(query, call) {
      const response = await send(`/${query.kind}s?${encodeQuery(query)}`, call!);
      return read<Page<never>>(response, ({ items }) => items);
    },
    async apply(commands, call) {
      const response = await send('/commands', { ...call, body: { commands } });
      const { receipts } = await read<ReceiptsMessage>(
        response,
        (answer) => answer.receipts?.length === commands.length,
      );
      return receipts.map(fromReceiptMessage);
    },
    watch: (scope, from, call) => watch(scope, from, call!),
    close: async () => {},
  });
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

const cancelled = ({ reason }: AbortSignal) =>
  reason instanceof DOMException && reason.name === 'TimeoutError'
    ? new RallyError('timeout', 'The community takes too long to answer. Try again.', { cause: reason })
    : new RallyError('aborted', 'The request was cancelled.', { cause: reason });

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
