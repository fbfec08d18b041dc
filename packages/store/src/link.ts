import { RallyError, toRallyError, type Backend } from '@rallykit/core';
import type { Connect, Token } from './types.js';
import type { Person } from './outbox.js';

/** One person's connection to the backend, opened on first use. Another sign-in is another link. */
export class Link {
  readonly token: Token | undefined;
  readonly person: Person = {};
  readonly #connect: Connect;
  readonly #ended = new AbortController();
  #backend: Promise<Backend> | undefined;
  /** Who this is, being asked. */
  learning: Promise<void> | undefined;
  /** Something was answered. */
  works = false;
  /** The token is not accepted, or not any more. */
  refused = false;

  constructor(connect: Connect, token: Token | undefined) {
    this.#connect = connect;
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
      return await this.#connect(this.token);
    } catch (thrown) {
      this.#backend = undefined;
      throw toRallyError(thrown);
    }
  }

  async end(): Promise<void> {
    this.#ended.abort();
    const backend = await this.#backend?.catch(() => undefined);
    await backend?.close();
  }
}
