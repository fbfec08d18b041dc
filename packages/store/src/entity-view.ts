import { boardOf, castOn, refKey, relatedRefs, toRallyError, type Kind, type Ref } from '@rallykit/core';
import { guestToBe } from './guest.js';
import type { Cache } from './cache.js';
import { notifier } from './signal.js';
import type { EntityState } from './types.js';
import type { View, ViewHost } from './view.js';

/** One entity as its subscribers see it. */
export function liveEntity(host: ViewHost, ref: Ref): View<EntityState> {
  const { cache } = host;
  const key = refKey(ref);
  const { notify, ...subscribing } = notifier();
  let turn = 0;
  let state: EntityState | undefined;

  /** Who is nobody yet has given nothing yet. */
  const mine = () => (host.me() === guestToBe.id ? [] : castOn(ref, host.me()));

  function tell(): void {
    state = undefined;
    notify();
  }

  const view: View<EntityState> = {
    ...subscribing,
    loading: false,
    error: undefined,
    // At hand by way of a list: as new as that.
    since: cache.get(ref) && host.token(),

    get value() {
      const { error } = view;
      return (state ??= error && !cache.knows(ref) ? { status: 'error', error } : stateOf(cache, ref));
    },

    get boards() {
      const entity = cache.get(ref);
      const board = entity ? boardOf(entity) : ref.kind === 'board' && ref.id;
      return board ? [board] : [];
    },

    /** Reads it unless it is at hand. */
    open() {
      if (!cache.get(ref)) return void view.reload();
      host.need(key);
      host.settled(view);
    },

    async reload() {
      const asked = ++turn;
      const since = host.token();
      view.loading = true;
      try {
        await host.fetch([ref, ...mine()]);
        if (asked !== turn) return;
        // The person became known between the answer and now, so that it is not there was said to somebody else.
        if (!cache.knows(ref)) return view.reload();
        view.error = undefined;
        view.since = since;
      } catch (thrown) {
        if (asked !== turn) return;
        view.error = toRallyError(thrown);
      }
      view.loading = false;
      host.need(key);
      tell();
      host.settled(view);
    },

    changed({ before, touched, wide }) {
      if (before.has(key)) host.need(key);
      const entity = cache.entity(key);
      // Of what may concern anything, only what is shown beside it does, unless this is gone.
      const near = entity && relatedRefs([entity], host.me()).some((each) => touched.has(refKey(each)));
      if (touched.has(key) || (wide && (near ?? true))) tell();
    },

    reconsider() {
      host.fetch(mine().filter((each) => !cache.knows(each))).catch(() => {});
      // That it is not there was said to somebody else.
      if (!view.loading && !view.error && !cache.knows(ref)) void view.reload();
      tell();
    },

    keys: () => [key],

    stop: () => void turn++,
  };
  return view;
}

export function stateOf<K extends Kind>(cache: Cache, ref: Ref<K>): EntityState<K> {
  const entity = cache.get(ref);
  if (entity) return { status: 'ready', entity, pending: cache.optimistic.has(refKey(ref)) };
  return { status: cache.missing(ref) ? 'gone' : 'loading' };
}
