import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Observable, Store } from '@rallykit/store';

interface Host extends ReactiveControllerHost, EventTarget {
  readonly isConnected: boolean;
  readonly rally: Store | undefined;
}

/**
 * Follows one observable of the store while its element is connected, and updates the element after each change.
 * `pick` runs before every update: when it returns another observable, that one is followed from then on.
 *
 * @example readonly #board = new Watch(this, (store) => store.entity({ kind: 'board', id: this.board }));
 */
export class Watch<S extends Observable<unknown>> implements ReactiveController {
  readonly #host: Host;
  readonly #pick: (store: Store) => S | undefined;
  #source: S | undefined;
  #stop: (() => void) | undefined;

  constructor(host: Host, pick: (store: Store) => S | undefined) {
    this.#host = host;
    this.#pick = pick;
    host.addController(this);
  }

  /** What is followed; undefined while there is no store or nothing to follow. */
  get source(): S | undefined {
    return this.#source;
  }

  get value(): S['value'] | undefined {
    return this.#source?.value;
  }

  hostUpdate(): void {
    const store = this.#host.isConnected ? this.#host.rally : undefined;
    const source = store && this.#pick(store);
    if (source === this.#source) return;
    const stop = this.#stop;
    this.#source = source;
    this.#stop = source?.subscribe(() => this.#host.requestUpdate());
    stop?.();
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = this.#source = undefined;
  }
}
