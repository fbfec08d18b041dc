import { closed, toRallyError, type Backend } from '@rallykit/core';
import type { Copy } from './cache.js';
import type { StoreOptions, Token } from './types.js';
import type { Person } from './outbox.js';

/** One person's connection to the backend, opened on first use. Another sign-in is another link. */
export interface Link {
  readonly token: Token | undefined;
  readonly person: Person;
  /** Aborts when somebody else signs in. */
  readonly signal: AbortSignal;
  /** Who this is, being asked. */
  learning: Promise<void> | undefined;
  /** What was told and is still to be shown, by key. */
  news: Map<string, Copy> | undefined;
  /** Something was answered. */
  works: boolean;
  /** The token is not accepted, or not any more. */
  refused: boolean;
  /** Rejects with why there is no connection; the next call tries again. */
  backend(): Promise<Backend>;
  end(): Promise<void>;
}

export function createLink(options: StoreOptions, token: Token | undefined, now: () => number): Link {
  const ended = new AbortController();
  const { signal } = ended;
  let backend: Promise<Backend> | undefined;

  async function open(): Promise<Backend> {
    try {
      return await options.connect(typeof token === 'function' ? lasting(token) : token);
    } catch (thrown) {
      backend = undefined;
      throw toRallyError(thrown);
    }
  }

  /** When a token ends matters from the second request on. */
  function lasting(ask: () => Promise<string | undefined>): typeof ask {
    let next: Promise<typeof ask> | undefined;
    return async () => {
      if (next) return (await next)();
      const first = ask();
      next = Promise.resolve(options.staying ?? import('./lasting.js')).then(
        (loaded) => loaded.lasting(ask, first, now),
        () => ask,
      );
      return first;
    };
  }

  return {
    token,
    person: {},
    signal,
    learning: undefined,
    news: undefined,
    works: false,
    refused: false,
    async backend() {
      if (signal.aborted) throw closed();
      return (backend ??= open());
    },
    async end() {
      ended.abort();
      await (await backend?.catch(() => undefined))?.close();
    },
  };
}
