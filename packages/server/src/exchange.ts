import {
  RallyError,
  tooFast,
  type Backend,
  type BackendHost,
  type Call,
  type Capabilities,
  type Identity,
  type Limiter,
  type ResumeToken,
  type Scope,
} from '@rallykit/core';
import type { HonoRequest } from 'hono';
import { openEventStream, type EventStream } from './event-stream.js';
import { jsonResponse } from './json.js';
import { addressKey } from './limiter.js';
import type { Caller } from './identity.js';
import { signGuestToken } from './sign.js';
import { refused } from './token-error.js';

/** What all requests to one server share. */
export interface Services {
  readonly host: BackendHost;
  readonly signIn: Capabilities['signIn'];
  readonly guestSecret: string | undefined;
  readonly perPerson: Limiter;
  readonly perAddress: Limiter;
  readonly guests: Limiter;
  readonly streams: Set<EventStream>;
  /** See `ServerOptions`. */
  readonly updatesPage: string | undefined;
  /** Set when the server is being closed: no stream is opened any more. */
  stopping?: RallyError;
  now(): number;
}

export interface ExchangeInit {
  readonly services: Services;
  readonly request: HonoRequest;
  readonly caller: Caller;
  readonly community: string;
  /** The network address that the request came from. */
  readonly address: string;
  /** Cuts the connection. */
  cut(): void;
}

/** One request to the API, and what a route needs to answer it. */
export class Exchange {
  readonly request: HonoRequest;
  readonly params: URLSearchParams;
  readonly identity: Identity | null;
  readonly call: Call;
  readonly #init: ExchangeInit;

  constructor(init: ExchangeInit) {
    this.#init = init;
    this.request = init.request;
    this.params = new URL(init.request.url).searchParams;
    this.identity = init.caller.identity;
    this.call = { signal: init.request.raw.signal };
  }

  get signIn(): Capabilities['signIn'] {
    return this.#init.services.signIn;
  }

  /** The page of the site that shows updates. */
  get updatesPage(): URL | undefined {
    const { updatesPage } = this.#init.services;
    return updatesPage === undefined ? undefined : new URL(updatesPage, this.request.url);
  }

  /** Lends a connection for one person, and closes it afterwards. */
  async as<T>(identity: Identity | null, use: (backend: Backend) => Promise<T>): Promise<T> {
    const backend = this.#init.services.host.as(identity, this.#init.community);
    try {
      return await use(backend);
    } finally {
      await backend.close();
    }
  }

  asCaller<T>(use: (backend: Backend) => Promise<T>): Promise<T> {
    return this.as(this.identity, use);
  }

  json<T>(value: T, headers?: Record<string, string>): Response {
    return jsonResponse(this.request, value, headers);
  }

  /** Throws `rate-limited` when the person, or all at their address, have written too much lately. */
  countWrites(count: number): void {
    const { services, community, address } = this.#init;
    if (this.identity?.role === 'operator') return;
    const person = this.identity
      ? services.perPerson.take(JSON.stringify([community, this.identity.id]), count)
      : 0;
    const wait = person || services.perAddress.take(addressKey(address), count);
    if (wait) throw tooFast(wait);
  }

  countGuest(): void {
    const wait = this.#init.services.guests.take(addressKey(this.#init.address), 1);
    if (wait) throw tooFast(wait);
  }

  signGuest(guest: Pick<Identity, 'id' | 'name'>): Promise<string> {
    const { services, community } = this.#init;
    return signGuestToken(services.guestSecret!, guest, { community });
  }

  /** Opens the event stream; it ends with the token, and with the server. */
  stream(scope: Scope, from: ResumeToken | undefined): Response {
    const { services, community, caller, cut } = this.#init;
    const headers = {
      'content-type': 'text/event-stream; charset=utf-8',
      // Asks proxies to pass events on as they come.
      'x-accel-buffering': 'no',
    };
    if (services.stopping) throw services.stopping;
    const backend = services.host.as(this.identity, community);
    if (!backend.watch)
      throw new RallyError(
        'not-supported',
        'This community does not tell of changes. Read again from time to time.',
      );
    if (this.request.raw.method === 'HEAD') return new Response(null, { headers });
    const stream = openEventStream({
      watch: (signal) => backend.watch!(scope, from, { signal }),
      cut,
      onEnd() {
        clearTimeout(expiry);
        services.streams.delete(stream);
        void backend.close();
      },
    });
    const left = caller.expiresAt === undefined ? Infinity : caller.expiresAt - services.now();
    const expired = refused('The sign-in token has expired. Get a new one from the site and connect again.');
    const expiry =
      left < longestTimer ? setTimeout(() => stream.end(expired), Math.max(0, left)).unref() : undefined;
    services.streams.add(stream);
    return new Response(stream.body, { headers });
  }
}

/** What a timer can wait, about 25 days. Few connections last as long. */
const longestTimer = 2 ** 31 - 1;
