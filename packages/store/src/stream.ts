import {
  toRallyError,
  type Backend,
  type Change,
  type RallyError,
  type ResumeToken,
  type Scope,
} from '@rallykit/core';
import type { Pauses } from './environment.js';

export interface StreamHost {
  readonly pauses: Pauses;
  backend(): Promise<Watched>;
  scope(): Scope;
  changes(changes: readonly Change[]): void;
  /** Resolves when changes can be taken in. */
  ready(signal: AbortSignal): Promise<void>;
  /** Where it now stands is not known to be before what was read: that has to be read again; `all` of it after a loss. */
  reread(all: boolean): void;
  /** `state` changed. */
  moved(): void;
  /** The backend answers, or why it does not. */
  heard(error: RallyError | undefined): void;
}

export type StreamState = 'connecting' | 'live' | 'catching-up' | 'stale' | 'static';

export type Watched = Pick<Backend, 'watch'>;

/** The one watch that all views share: goes on from the last token after each interruption. */
export class Stream {
  readonly #host: StreamHost;
  /** What is watched; a tab beside others watches by way of the one that leads. */
  source: () => Promise<Watched>;
  state: StreamState = 'connecting';
  #running: AbortController | undefined;
  #scope: Scope = {};
  #lost = false;
  /** Where it stands: all before this was told. */
  token: ResumeToken | undefined;
  openedFrom: ResumeToken | undefined;

  constructor(host: StreamHost) {
    this.#host = host;
    this.source = host.backend;
  }

  get open(): boolean {
    return this.#running !== undefined;
  }

  covers(boards: readonly string[] | undefined): boolean {
    const { boards: covered } = this.#scope;
    return !covered || (boards !== undefined && boards.every((board) => covered.includes(board)));
  }

  /** Watches on from a token; without one, from now, and lets all be read again that was read before. */
  start(from: ResumeToken | undefined): void {
    this.#running?.abort();
    this.#running = new AbortController();
    this.token = this.openedFrom = from;
    void this.#run(this.#running.signal);
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.token = this.openedFrom = undefined;
    this.#lost = false;
    this.move('connecting');
  }

  move(state: StreamState): void {
    this.state = state;
    this.#host.moved();
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const backend = await this.source();
        if (signal.aborted) return;
        if (!backend.watch) {
          this.move('static');
          return;
        }
        if (await this.#watch(backend, signal)) attempt = 0;
      } catch (thrown) {
        if (signal.aborted) return;
        const error = toRallyError(thrown);
        this.#host.heard(error);
        // Who hears it may have had this opened anew, by another way.
        if (signal.aborted) return;
        if (error.retry !== 'same-key') {
          this.move('static');
          this.#running = undefined;
          return;
        }
      }
      if (signal.aborted) return;
      if (this.state === 'live') this.move('catching-up');
      await this.#host.pauses.before(attempt, signal);
      if (signal.aborted) return;
    }
  }

  /** Returns whether it ever was up to date. */
  async #watch(backend: Watched, signal: AbortSignal): Promise<boolean> {
    let caughtUp = false;
    let blind = this.token === undefined;
    this.#scope = this.#host.scope();
    for await (const event of backend.watch!(this.#scope, this.token, { signal })) {
      if (event.type === 'changes') await this.#host.ready(signal);
      if (signal.aborted) break;
      this.#host.heard(undefined);
      if (event.type === 'reset') {
        this.token = undefined;
        this.#lost = true;
        break;
      }
      this.token = event.at;
      if (blind) this.#host.reread(this.#lost);
      blind = this.#lost = false;
      if (event.type === 'changes') {
        this.#host.changes(event.changes);
      } else {
        caughtUp = true;
        this.move('live');
      }
    }
    return caughtUp;
  }
}
