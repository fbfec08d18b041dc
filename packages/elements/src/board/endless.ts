import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { ListView } from '@rallykit/store';

/** Pages that load by scrolling alone, before a person is asked again: what comes below the list stays reachable. */
const pagesInARow = 3;

/** Loads the next page of a list while its end is near the window. */
export class Endless implements ReactiveController {
  readonly #list: () => ListView | undefined;
  #left = pagesInARow;
  #end: Element | undefined;
  #seen: number | undefined;
  readonly #observer = new IntersectionObserver((entries) => this.#onSight(entries), { rootMargin: '600px' });

  constructor(host: ReactiveControllerHost, list: () => ListView | undefined) {
    this.#list = list;
    host.addController(this);
  }

  /** Marks the element at the list's end. */
  sentinel() {
    return ref(this.#mark);
  }

  /** A person asked for more, or for another list: some pages may load by themselves again. */
  restart(): void {
    this.#left = pagesInARow;
  }

  readonly #mark = (end: Element | undefined): void => {
    if (end === this.#end) return;
    this.#observer.disconnect();
    this.#end = end;
    if (end) this.#observer.observe(end);
  };

  #onSight(entries: readonly IntersectionObserverEntry[]): void {
    const list = this.#list();
    if (!entries.at(-1)?.isIntersecting || !list || this.#left === 0) return;
    const { more, loadingMore, error } = list.value;
    if (!more || loadingMore || error) return;
    this.#left -= 1;
    void list.loadMore();
  }

  hostUpdated(): void {
    const length = this.#list()?.value.items.length;
    if (length === this.#seen || !this.#end) return;
    this.#seen = length;
    // A page that leaves the end in sight makes no new crossing: observing anew tells.
    this.#observer.unobserve(this.#end);
    this.#observer.observe(this.#end);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#seen = undefined;
  }
}
