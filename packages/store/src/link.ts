import { RallyError, toRallyError, type Backend, type Change } from '@rallykit/core';
import type { StoreOptions, Token } from './types.js';
import type { Person } from './outbox.js';

/** One person's connection to the backend, opened on first use. Another sign-in is another link. */
export class Link {
  readonly token: Token | undefined;
  readonly person: Person = {};
  readonly #options: StoreOptions;
  readonly #now: () => number;
  readonly #ended = new AbortController();
  #backend: Promise<Backend> | undefined;
  /** Who this is, being asked. */
  learning: Promise<void> | undefined;
  /** What was told and shows in the next frame. */
  news: Change[] | undefined;
  /** Something was answered. */
  works = false;
  /** The token is not accepted, or not any more. */
  refused = false;

  constructor(options: StoreOptions, token: Token | undefined, now: () => number) {
    this.#options = options;
    this.#now = now;
    this.token = token;
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Rejects with why there is no connection; the next call tries again. */
  async backend(): Promise<Backend> {
    if (this.signal.aborted) throw new RallyError('closed', 'This connection was closed.');
    return (this.#backend ??= this.#open());
  }

  async #open(): Promise<Backend> {
    try {
      const { token } = this;
      return await this.#options.connect(typeof token === 'function' ? this.#lasting(token) : token);
    } catch (thrown) {
      this.#backend = undefined;
      throw toRallyError(thrown);
    }
  }

  /** When a token ends matters from the second request on. */
  #lasting(ask: () => Promise<string | undefined>): typeof ask {
    let next: Promise<typeof ask> | undefined;
    return async () => {
      if (next) return (await next)();
      const first = ask();
      next = Promise.resolve(this.#options.staying ?? import('./lasting.js')).then(
        ({ lasting }) => lasting(ask, first, this.#now),
        () => ask,
      );
      return first;
    };
  }

  async end(): Promise<void> {
    this.#ended.abort();
    const backend = await this.#backend?.catch(() => undefined);
    await backend?.close();
  }
}
