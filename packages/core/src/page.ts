import { decodeCursor, encodeCursor } from './cursor.js';
import type { Entity } from './entity.js';
import { defaultPageSize } from './limits.js';
import { comparePlaces, placeOf } from './order.js';
import { likenessAmong, mostSimilar } from './similar.js';
import { sortOf, type Cursor, type Query } from './query.js';

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

/** What a query finds among all that its reader may see: a page in its order, or what is similar to its text. */
export function findAmong<T extends Entity>(
  seen: readonly T[],
  query: Query,
  belongs: (entity: T) => boolean,
): { items: T[]; next: Cursor | undefined; all: readonly T[] } {
  const all = seen.filter(belongs);
  if (query.similar === undefined) return { ...pageOf(all, query), all };
  const { kind, board } = query;
  const posts = seen.filter(
    (post) => post.kind === kind && (board === undefined || ('board' in post && post.board === board)),
  );
  const items = mostSimilar(posts, query, likenessAmong(posts, query), belongs);
  return { items, next: undefined, all };
}
