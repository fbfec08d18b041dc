import type { Entity } from './entity.js';
import type { Sort } from './query.js';

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

/** What `top` counts: votes, or a poll's voters; of a vote what it says. */
function scoreOf(entity: Entity): number {
  if (entity.kind === 'poll') return entity.tally.voters;
  if (entity.kind === 'vote') return entity.value;
  return 'tally' in entity ? entity.tally.score : 0;
}

/** 1 for orders that run up, −1 for those that run down. */
export const direction = (sort: Sort): 1 | -1 => (sort === 'old' ? 1 : -1);

/** Negative when `a` comes before `b` in the order. Ids are ASCII, so every store compares them alike. */
export function comparePlaces(a: Place, b: Place, sort: Sort): number {
  const up = a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);
  return up * direction(sort);
}
