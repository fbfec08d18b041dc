import { refKey, type Ref } from '@rallykit/core';
import type { Observable, Store } from '@rallykit/store';

/** Follows several entities as one observable, for a `Watch`: the same one for as long as they are the same. */
export class Together {
  #followed:
    { readonly store: Store; readonly key: string; readonly source: Observable<unknown> } | undefined;

  of(store: Store, refs: readonly Ref[]): Observable<unknown> {
    const key = refs.map(refKey).join();
    if (this.#followed?.key === key && this.#followed.store === store) return this.#followed.source;
    const views = refs.map((ref) => store.entity(ref));
    const source: Observable<unknown> = {
      value: undefined,
      subscribe(listener) {
        const stops = views.map((view) => view.subscribe(listener));
        return () => stops.forEach((stop) => stop());
      },
    };
    this.#followed = { store, key, source };
    return source;
  }
}
