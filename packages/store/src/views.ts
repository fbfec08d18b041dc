import {
  isTombstone,
  parentOf,
  queryKey,
  refKey,
  type Entities,
  type Entity,
  type Kind,
  type ListKind,
  type Query,
  type Ref,
} from '@rallykit/core';
import type { Before } from './cache.js';
import { LiveEntity, stateOf } from './entity-view.js';
import { LiveList, unloaded } from './list-view.js';
import type { EntityState, EntityView, Environment, ListState, ListView } from './types.js';
import type { View, ViewHost } from './view.js';

/** A view is kept so long after its last subscriber: an element that moves in the page leaves and comes back. */
const graceMs = 1_000;

/** What is shown beside many others. */
const wideKinds: readonly Kind[] = ['member', 'board', 'community'];

/** What a vote or ballot is on, as a key: it shows there. */
export const subjectOf = (entity: Entity): string | undefined =>
  entity.kind === 'vote' || entity.kind === 'ballot' ? refKey(parentOf(entity)!) : undefined;

export interface ViewsHost extends ViewHost {
  readonly after: Environment['after'];
  /** A view has its first subscriber, or was freed after its last. */
  viewsChanged(): void;
}

/** All that is shown, each view once, and what is handed out for it. */
export class Views {
  readonly host: ViewsHost;
  readonly #live = new Map<string, View>();
  readonly #leaving = new Map<View, () => void>();
  readonly #handles = new Map<string, WeakRef<object>>();

  constructor(host: ViewsHost) {
    this.host = host;
  }

  get size(): number {
    return this.#live.size;
  }

  get all(): View[] {
    return [...this.#live.values()];
  }

  list<K extends ListKind>({ after: _, ...query }: Query<K>): ListView<Entities[K]> {
    const key = `${queryKey(query)}${query.first ?? ''}${query.total ?? ''}`;
    const live = () => this.#live.get(key) as LiveList | undefined;
    return this.#handle<ListView<Entities[K]>>(key, () => ({
      get value() {
        return (live()?.value ?? unloaded) as ListState<Entities[K]>;
      },
      subscribe: (listener) => this.#subscribe(key, () => new LiveList(this.host, query), listener),
      loadMore: async (first) => live()?.loadMore(first),
      refresh: async () => live()?.refresh(),
      showNew: () => live()?.showNew(),
    }));
  }

  entity<K extends Kind>({ kind, id }: Ref<K>): EntityView<K> {
    const ref = { kind, id };
    const key = refKey(ref);
    const live = () => this.#live.get(key) as LiveEntity | undefined;
    const { cache } = this.host;
    let last: EntityState<K> = { status: 'loading' };
    return this.#handle<EntityView<K>>(key, () => ({
      get value() {
        const now = (live()?.value as EntityState<K> | undefined) ?? stateOf(cache, ref);
        const same =
          now.status === 'ready'
            ? last.status === 'ready' && now.entity === last.entity && now.pending === last.pending
            : now.status === last.status;
        return live() ? now : same ? last : (last = now);
      },
      subscribe: (listener) => this.#subscribe(key, () => new LiveEntity(this.host, ref), listener),
      refresh: async () => live()?.reload(),
    }));
  }

  /** The same object for equal questions, so that whoever asks again need not subscribe again. */
  #handle<T extends object>(key: string, make: () => T): T {
    const known = this.#handles.get(key)?.deref() as T | undefined;
    if (known) return known;
    const made = make();
    this.#handles.set(key, new WeakRef(made));
    return made;
  }

  #subscribe(key: string, make: () => View, listener: () => void): () => void {
    const known = this.#live.get(key);
    const view = known ?? make();
    if (known) {
      this.#leaving.get(view)?.();
      this.#leaving.delete(view);
    } else {
      this.#live.set(key, view);
      view.open();
      this.host.viewsChanged();
    }
    const stop = view.subscribe(listener);
    return () => {
      stop();
      if (view.size > 0 || this.#live.get(key) !== view || this.#leaving.has(view)) return;
      const cancel = this.host.after(graceMs, () => this.#free(key, view));
      this.#leaving.set(view, cancel);
    };
  }

  #free(key: string, view: View): void {
    this.#leaving.delete(view);
    this.#live.delete(key);
    view.stop();
    for (const [of, handle] of this.#handles) if (!handle.deref()) this.#handles.delete(of);
    this.host.viewsChanged();
  }

  /** Tells every view what looks different now. `live`: it happened just now, rather than that it was read. */
  tell(before: Before, live: boolean): void {
    const touched = new Set(before.keys());
    let wide = false;
    for (const [key, old] of before) {
      const copy = this.host.cache.at(key) ?? old;
      if (!copy || isTombstone(copy) || wideKinds.includes(copy.kind)) wide = true;
      else touched.add(subjectOf(copy) ?? key);
    }
    const news = { before, touched, wide, live };
    // An entity's view has its key; a list may be about anything.
    for (const view of this.all) if (wide || view instanceof LiveList) view.changed(news);
    for (const key of touched) this.#live.get(key)?.changed(news);
  }

  close(): void {
    for (const view of this.all) view.stop();
    for (const cancel of this.#leaving.values()) cancel();
    this.#live.clear();
  }
}
