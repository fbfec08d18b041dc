import { refKey, relatedRefs } from '@rallykit/core';
import { subjectOf, type Views } from './views.js';

/** Forgets in the cache what nobody shows. */
export function prune({ all, host: { cache } }: Views): void {
  const shown = new Set(all.flatMap((view) => [...view.keys()]));
  const entities = [...shown].flatMap((key) => cache.entity(key) ?? []);
  for (const ref of relatedRefs(entities, undefined)) shown.add(refKey(ref));
  cache.prune((key, entity) => shown.has(subjectOf(entity) ?? key) || entity.kind === 'community');
}
