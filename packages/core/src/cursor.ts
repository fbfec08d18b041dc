import type { Entity } from './entity.js';
import { invalid } from './error.js';
import { placeOf, type Place } from './order.js';
import { queryKey, sortOf, type Cursor, type Query } from './query.js';

/** FNV-1a, 32 bits: tells a mangled or foreign cursor from a real one; it is no secret. */
function checksum(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
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
