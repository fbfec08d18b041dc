import { toRallyError, type LiveEvent, type RallyError, type ResumeToken, type Scope } from '@rallykit/core';
import type { Pauses } from './environment.js';
import type { Link } from './link.js';

export interface HubHost {
  readonly pauses: Pauses;
  readonly link: Link;
  /** From here on `tab` is told all. */
  answer(tab: string, at: ResumeToken): void;
  event(event: LiveEvent): void;
  /** It broke, and goes on by itself unless that cannot help. */
  broke(error: RallyError): void;
}

/** The one stream of several tabs, in the tab that leads: wide enough for all of them. */
export class Hub {
  readonly #host: HubHost;
  readonly #scopes = new Map<string, Scope>();
  /** Who asked and is not told yet. */
  readonly #asking = new Set<string>();
  #running: AbortController | undefined;
  #scope: Scope = {};
  #token: ResumeToken | undefined;
  /** Something came since it was opened, so that it is open. */
  #open = false;

  constructor(host: HubHost) {
    this.#host = host;
  }

  /** A tab wants to be told of changes from now on; what was between `from` and the answer it reads itself. */
  ask(tab: string, scope: Scope, from: ResumeToken | undefined): void {
    this.#scopes.set(tab, scope);
    this.#asking.add(tab);
    if (!this.#running) {
      this.#token = from;
      this.reopen();
    } else if (!covers(this.#scope, scope)) {
      this.reopen();
    } else if (this.#open && this.#token !== undefined) {
      this.#answer(this.#token);
    }
  }

  /** Nobody looks in that tab any more. */
  forget(tab: string): void {
    this.#scopes.delete(tab);
    this.#asking.delete(tab);
    if (this.#scopes.size === 0) this.stop();
  }

  /** Opens the stream anew, from where it is. */
  reopen(): void {
    if (this.#scopes.size === 0) return;
    this.stop();
    this.#running = new AbortController();
    void this.#run(this.#running.signal);
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#open = false;
  }

  #answer(at: ResumeToken): void {
    for (const tab of this.#asking) this.#host.answer(tab, at);
    this.#asking.clear();
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted;) {
      let retryAfterMs: number | undefined;
      try {
        const backend = await this.#host.link.backend();
        if (signal.aborted) return;
        this.#scope = union([...this.#scopes.values()]);
        for await (const event of backend.watch!(this.#scope, this.#token, { signal })) {
          if (signal.aborted) return;
          this.#open = true;
          if (event.type === 'caught-up') attempt = 0;
          this.#take(event);
          if (event.type === 'reset') break;
        }
      } catch (thrown) {
        if (signal.aborted) return;
        const error = toRallyError(thrown);
        ({ retryAfterMs } = error);
        this.#open = false;
        this.#host.broke(error);
        if (error.retry !== 'same-key') return;
      }
      // Opened anew meanwhile: it is no longer this one's to say whether it is open.
      if (signal.aborted) return;
      this.#open = false;
      await this.#host.pauses.before(attempt++, signal, retryAfterMs);
    }
  }

  #take(event: LiveEvent): void {
    if (event.type === 'reset') {
      this.#token = undefined;
    } else {
      // Who asked is told this event as well.
      this.#answer(this.#token ?? event.at);
      this.#token = event.at;
    }
    this.#host.event(event);
  }
}

const union = (scopes: readonly Scope[]): Scope =>
  scopes.some(({ boards }) => !boards)
    ? {}
    : { boards: [...new Set(scopes.flatMap(({ boards }) => boards ?? []))] };

const covers = ({ boards }: Scope, other: Scope): boolean =>
  !boards || (other.boards !== undefined && other.boards.every((board) => boards.includes(board)));
