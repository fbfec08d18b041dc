import { isTombstone, parentOf, refKey, relatedRefs } from '@rallykit/core';
import { subjectOf, type Views } from './views.js';

/** A copy that was asked for before can come so late after what removed it, and must not bring it back. */
const lateMs = 3_600_000;

/** Forgets in the cache what nobody shows, and in time also that it was removed. */
export function prune({ all, host: { cache, me, now } }: Views): void {
  const shown = new Set(all.flatMap((view) => [...view.keys()]));
  // What belongs to something that was removed is not there: that is to be known for as long as it would be shown.
  for (const key of shown) {
    const copy = cache.at(key);
    const parent = copy && !isTombstone(copy) && parentOf(copy);
    if (parent) shown.add(refKey(parent));
  }
  const entities = [...shown].flatMap((key) => cache.entity(key) ?? []);
  for (const ref of relatedRefs(entities, me())) shown.add(refKey(ref));
  const since = now() - lateMs;
  cache.forget((key, copy) =>
    isTombstone(copy)
      ? !shown.has(key) && copy.removedAt < since
      : !shown.has(subjectOf(copy) ?? key) && copy.kind !== 'community',
  );
  for (const key of cache.absent) if (!shown.has(key)) cache.absent.delete(key);
}
