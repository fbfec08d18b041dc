import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Observable, Store } from '@rallykit/store';

interface Host extends ReactiveControllerHost, EventTarget {
  readonly isConnected: boolean;
  readonly rally: Store | undefined;
}

/**
 * Follows one observable of the store while its element is connected, and updates the element after each change.
 * `pick` runs before every update: when it returns another observable, that one is followed from then on. Where `same`
 * says that the next value shows as the last did, nothing is updated.
 *
 * @example readonly #board = new Watch(this, (store) => store.entity({ kind: 'board', id: this.board }));
 */
export class Watch<S extends Observable<unknown>> implements ReactiveController {
  readonly #host: Host;
  readonly #pick: (store: Store) => S | undefined;
  readonly #same: ((last: S['value'], next: S['value']) => boolean) | undefined;
  #source: S | undefined;
  #last: S['value'] | undefined;
  #stop: (() => void) | undefined;

  constructor(
    host: Host,
    pick: (store: Store) => S | undefined,
    same?: (last: S['value'], next: S['value']) => boolean,
  ) {
    this.#host = host;
    this.#pick = pick;
    this.#same = same;
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
    this.#last = source?.value;
    if (source === this.#source) return;
    const stop = this.#stop;
    this.#source = source;
    this.#stop = source?.subscribe(() => {
      const last = this.#last;
      this.#last = source.value;
      if (!last || !this.#same?.(last, this.#last)) this.#host.requestUpdate();
    });
    stop?.();
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = this.#source = undefined;
  }
}
