import { decodeCursor, encodeCursor } from './cursor.js';
import type { Entity } from './entity.js';
import { defaultPageSize } from './limits.js';
import { comparePlaces, placeOf } from './order.js';
import { sortOf, type Cursor, type Query } from './query.js';
import { similarCount, similarEnough, similarTo } from './similar.js';

/** One page of all that match, in the query's order, and where the next one starts; undefined on the last page. */
export function pageOf<T extends Entity>(
  all: readonly T[],
  query: Query,
): { items: T[]; next: Cursor | undefined } {
  const sort = sortOf(query);
  const after = decodeCursor(query);
  const rest = all
    .map((entity) => ({ entity, place: placeOf(entity, sort) }))
    .filter(({ place }) => !after || comparePlaces(place, after, sort) > 0)
    .sort((a, b) => comparePlaces(a.place, b.place, sort))
    .map(({ entity }) => entity);
  const items = rest.slice(0, query.first ?? defaultPageSize);
  const last = items.at(-1);
  return { items, next: last && rest.length > items.length ? encodeCursor(query, last) : undefined };
}

/** Those of all that match which are alike to the query's text, the most similar first. */
export function mostSimilar<T extends Entity>(
  all: readonly T[],
  { similar = '', first = similarCount }: Query,
): T[] {
  const likeness = similarTo(similar);
  return all
    .map((entity) => ({ entity, score: likeness(entity) }))
    .filter(({ score }) => score >= similarEnough)
    .sort((a, b) => b.score - a.score || (a.entity.id < b.entity.id ? -1 : 1))
    .slice(0, first)
    .map(({ entity }) => entity);
}
