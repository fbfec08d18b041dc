import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ListView } from '@rallykit/store';

/** Pages that load by scrolling alone, before a person is asked again: what comes below the list stays reachable. */
const pagesInARow = 3;

/** Loads the next page of a list while its end is near the window. */
export class Endless implements ReactiveController {
  readonly #list: () => ListView | undefined;
  readonly #find: () => Element | null;
  readonly #items: number;
  #left = pagesInARow;
  #end: Element | null = null;
  #seen: number | undefined;
  readonly #observer = new IntersectionObserver((entries) => this.#onSight(entries), { rootMargin: '600px' });

  /** `end` finds the element that stands at the list's end, while there is more; `items` is how many to load at once. */
  constructor(
    host: ReactiveControllerHost,
    list: () => ListView | undefined,
    end: () => Element | null,
    items: number,
  ) {
    this.#list = list;
    this.#find = end;
    this.#items = items;
    host.addController(this);
  }

  /** A person asked for more, or for another list: some pages may load by themselves again. */
  restart(): void {
    this.#left = pagesInARow;
  }

  #onSight(entries: readonly IntersectionObserverEntry[]): void {
    const list = this.#list();
    if (!entries.at(-1)?.isIntersecting || !list || this.#left === 0) return;
    const { more, loadingMore, error } = list.value;
    if (!more || loadingMore || error) return;
    this.#left -= 1;
    void list.loadMore(this.#items);
  }

  hostConnected(): void {
    this.hostUpdated();
  }

  hostUpdated(): void {
    const end = this.#find();
    const length = this.#list()?.value.items.length;
    if (end === this.#end && length === this.#seen) return;
    this.#end = end;
    this.#seen = length;
    // A page that leaves the end in sight makes no new crossing: observing anew tells.
    this.#observer.disconnect();
    if (end) this.#observer.observe(end);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#end = null;
  }
}
