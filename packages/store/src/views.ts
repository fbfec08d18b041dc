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
import { liveEntity, stateOf } from './entity-view.js';
import { liveList, unloaded, type LiveList } from './list-view.js';
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

export type Views = ReturnType<typeof createViews>;

/** All that is shown, each view once, and what is handed out for it. */
export function createViews(host: ViewsHost) {
  const { cache } = host;
  const live = new Map<string, View>();
  const leaving = new Map<View, () => void>();
  const handles = new Map<string, WeakRef<object>>();

  /** The same object for equal questions, so that whoever asks again need not subscribe again. */
  function handle<T extends object>(key: string, make: () => T): T {
    const known = handles.get(key)?.deref() as T | undefined;
    if (known) return known;
    const made = make();
    handles.set(key, new WeakRef(made));
    return made;
  }

  const subscriber = (key: string, make: () => View) => (listener: () => void) => {
    let view = live.get(key);
    if (view) {
      leaving.get(view)?.();
      leaving.delete(view);
    } else {
      live.set(key, (view = make()));
      view.open();
      host.viewsChanged();
    }
    const used = view;
    const stop = used.subscribe(listener);
    return () => {
      stop();
      if (used.listeners.size > 0 || live.get(key) !== used || leaving.has(used)) return;
      leaving.set(
        used,
        host.after(graceMs, () => {
          leaving.delete(used);
          live.delete(key);
          used.stop();
          for (const [of, each] of handles) if (!each.deref()) handles.delete(of);
          host.viewsChanged();
        }),
      );
    };
  };

  return {
    host,

    get size(): number {
      return live.size;
    },

    get all(): View[] {
      return [...live.values()];
    },

    list<K extends ListKind>({ after: _, ...query }: Query<K>): ListView<Entities[K]> {
      const key = `${queryKey(query)}${query.first ?? ''}${query.total ?? ''}`;
      const list = () => live.get(key) as LiveList | undefined;
      return handle<ListView<Entities[K]>>(key, () => ({
        get value() {
          return (list()?.value ?? unloaded) as ListState<Entities[K]>;
        },
        subscribe: subscriber(key, () => liveList(host, query)),
        loadMore: async (first) => list()?.loadMore(first),
        refresh: async () => list()?.refresh(),
        showNew: () => list()?.showNew(),
      }));
    },

    entity<K extends Kind>({ kind, id }: Ref<K>): EntityView<K> {
      const ref = { kind, id };
      const key = refKey(ref);
      let last: EntityState<K> = { status: 'loading' };
      return handle<EntityView<K>>(key, () => ({
        get value() {
          const view = live.get(key);
          if (view) return view.value as EntityState<K>;
          const now = stateOf(cache, ref);
          // The same object while it is the same.
          return JSON.stringify(now) === JSON.stringify(last) ? last : (last = now);
        },
        subscribe: subscriber(key, () => liveEntity(host, ref)),
        refresh: async () => live.get(key)?.reload(),
      }));
    },

    /** Tells every view what looks different now. `live`: it happened just now, rather than that it was read. */
    tell(before: Before, isLive: boolean): void {
      const touched = new Set(before.keys());
      let wide = false;
      for (const [key, old] of before) {
        const copy = cache.at(key) ?? old;
        if (!copy || isTombstone(copy) || wideKinds.includes(copy.kind)) wide = true;
        else touched.add(subjectOf(copy) ?? key);
      }
      const news = { before, touched, wide, live: isLive };
      // An entity's view has its key; a list may be about anything.
      for (const view of live.values()) if (wide || view.query) view.changed(news);
      for (const key of touched) live.get(key)?.changed(news);
    },

    close(): void {
      for (const view of live.values()) view.stop();
      for (const cancel of leaving.values()) cancel();
      live.clear();
    },
  };
}
