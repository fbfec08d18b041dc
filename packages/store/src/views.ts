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

  /** What is handed out for a view: the same for all who ask while it is live, so that they need not subscribe again. */
  function handle<T extends object>(key: string, make: () => View, rest: T): T & Pick<View, 'subscribe'> {
    const subscribe = (listener: () => void) => {
      let view = live.get(key);
      view?.leave?.();
      if (!view) {
        live.set(key, (view = make()));
        view.handle = made;
        view.open();
        host.viewsChanged();
      }
      const used = view;
      used.leave = undefined;
      const stop = used.subscribe(listener);
      return () => {
        stop();
        if (used.listeners.size > 0 || live.get(key) !== used) return;
        used.leave ??= host.after(graceMs, () => {
          live.delete(key);
          used.stop();
          host.viewsChanged();
        });
      };
    };
    const made = Object.assign(rest, { subscribe });
    return (live.get(key)?.handle as typeof made | undefined) ?? made;
  }

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
      return handle(key, () => liveList(host, query), {
        get value() {
          return (list()?.value ?? unloaded) as ListState<Entities[K]>;
        },
        loadMore: async (first?: number) => list()?.loadMore(first),
        refresh: async () => list()?.refresh(),
        showNew: () => list()?.showNew(),
      });
    },

    entity<K extends Kind>({ kind, id }: Ref<K>): EntityView<K> {
      const ref = { kind, id };
      const key = refKey(ref);
      let last: EntityState<K> = { status: 'loading' };
      return handle(key, () => liveEntity(host, ref), {
        get value() {
          const view = live.get(key);
          if (view) return view.value as EntityState<K>;
          const now = stateOf(cache, ref);
          // The same object while it is the same.
          return JSON.stringify(now) === JSON.stringify(last) ? last : (last = now);
        },
        refresh: async () => live.get(key)?.reload(),
      });
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
      for (const view of live.values()) {
        view.stop();
        view.leave?.();
      }
      live.clear();
    },
  };
}
