import type { Entity } from './entity.js';
import { invalid } from './error.js';
import { defaultSort, type Cursor, type Query, type Sort } from './query.js';

/** A place in an order: two numbers, then the id, so that the order is total. */
export type Place = readonly [number, number, string];

/** Where an entity stands in an order. All orders run from the largest place down, but `old` runs up. */
export function placeOf(entity: Entity, sort: Sort): Place {
  switch (sort) {
    case 'trending':
      return ['trend' in entity ? entity.trend : 0, entity.createdAt, entity.id];
    case 'top':
      return [scoreOf(entity), entity.createdAt, entity.id];
    case 'new':
    case 'old':
      return [entity.createdAt, 0, entity.id];
  }
}

/** What `top` counts: votes, or a poll's voters. */
function scoreOf(entity: Entity): number {
  if (entity.kind === 'poll') return entity.tally.voters;
  return 'tally' in entity ? entity.tally.score : 0;
}

/** 1 for orders that run up, −1 for those that run down. */
export const direction = (sort: Sort): 1 | -1 => (sort === 'old' ? 1 : -1);

/** Negative when `a` comes before `b` in the order. Ids are ASCII, so every store compares them alike. */
export function comparePlaces(a: Place, b: Place, sort: Sort): number {
  const up = a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);
  return up * direction(sort);
}

export const sortOf = (query: Query): Sort => query.sort ?? defaultSort(query.kind);

/** FNV-1a, 32 bits: tells a mangled or foreign cursor from a real one; it is no secret. */
function checksum(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** The same for queries that ask for the same items in the same order, whatever the page. */
export function queryKey(query: Query): string {
  const { kind, board, subject, status, tags, author, mine, search, similar } = query;
  const set = (values: readonly string[] | undefined) => values && [...values].sort();
  return JSON.stringify([
    kind,
    board,
    subject && [subject.kind, subject.id],
    set(status),
    set(tags),
    author,
    mine,
    search,
    similar,
    sortOf(query),
  ]);
}

/** A cursor that goes on after this entity. Holds values, not a position, so it outlives the entity. */
export function encodeCursor(query: Query, last: Entity): Cursor {
  const place = JSON.stringify(placeOf(last, sortOf(query)));
  const text = `${checksum(queryKey(query) + place).toString(36)}.${place}`;
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') as Cursor;
}

/** The place after which the query goes on; undefined for the first page. Throws `invalid` for a cursor not made for this query. */
export function decodeCursor(query: Query): Place | undefined {
  if (query.after === undefined) return undefined;
  try {
    const text = atob(query.after.replaceAll('-', '+').replaceAll('_', '/'));
    const dot = text.indexOf('.');
    const place = text.slice(dot + 1);
    if (text.slice(0, dot) === checksum(queryKey(query) + place).toString(36))
      return JSON.parse(place) as Place;
  } catch {
    // Not base64: as wrong as one that fails its checksum.
  }
  throw invalid('after', 'This page address does not belong to this list. Start again from the first page.');
}
