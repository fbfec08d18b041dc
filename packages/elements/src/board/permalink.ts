import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface Host extends ReactiveControllerHost {
  readonly permalinks: boolean;
}

/**
 * Keeps what is open in the page's address, as `#key=ID`, where the host has `permalinks`; without it, nothing of the
 * page's address is read or changed.
 */
export class Permalink implements ReactiveController {
  readonly #host: Host;
  readonly #key: () => string;
  readonly #go: (id: string | undefined) => void;
  /** Entries that this added to the history, so that leaving goes back instead of adding one more. */
  #pushed = 0;

  constructor(host: Host, key: () => string, go: (id: string | undefined) => void) {
    this.#host = host;
    this.#key = key;
    this.#go = go;
    host.addController(this);
  }

  readonly href = (id: string): string => `#${this.#key()}=${encodeURIComponent(id)}`;

  push(id: string): void {
    if (!this.#host.permalinks || this.#id() === id) return;
    history.pushState(history.state, '', this.href(id));
    this.#pushed += 1;
  }

  /** Closes what is open, the way the back button does. */
  leave(): void {
    if (this.#host.permalinks && this.#pushed > 0) return history.back();
    if (this.#host.permalinks) history.replaceState(history.state, '', location.pathname + location.search);
    this.#go(undefined);
  }

  hostConnected(): void {
    addEventListener('popstate', this.#onPop);
    const id = this.#host.permalinks && this.#id();
    if (id) this.#go(id);
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#onPop);
  }

  readonly #onPop = (): void => {
    if (!this.#host.permalinks) return;
    const id = this.#id();
    this.#pushed = id === undefined ? Math.max(0, this.#pushed - 1) : this.#pushed;
    this.#go(id);
  };

  #id(): string | undefined {
    return new URLSearchParams(location.hash.slice(1)).get(this.#key()) ?? undefined;
  }
}
