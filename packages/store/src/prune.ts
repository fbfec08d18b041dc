import { isTombstone, refKey, relatedRefs } from '@rallykit/core';
import { subjectOf, type Views } from './views.js';

/** Forgets in the cache what nobody shows. Tombstones stay: a late copy must not bring an entity back. */
export function prune({ all, host: { cache } }: Views): void {
  const shown = new Set(all.flatMap((view) => [...view.keys()]));
  const entities = [...shown].flatMap((key) => cache.entity(key) ?? []);
  for (const ref of relatedRefs(entities, undefined)) shown.add(refKey(ref));
  cache.forget(
    (key, copy) => !isTombstone(copy) && !shown.has(subjectOf(copy) ?? key) && copy.kind !== 'community',
  );
}
