import type { Entity, Idea, Question } from './entity.js';
import type { Sort } from './query.js';

/** A place in an order: two numbers, then the id, so that the order is total. */
export type Place = readonly [number, number, string];

/**
 * What is pinned stands so much higher in every order: more votes than there are people, and a time in the year 2286. So it comes
 * first without an index of its own; among the oldest first it comes last.
 */
export const pinLift = 1e13;

/** Where an entity stands in an order. All orders run from the largest place down, but `old` runs up. */
export function placeOf(entity: Entity, sort: Sort): Place {
  const lift = 'pinned' in entity ? pinLift : 0;
  const made = entity.createdAt + lift;
  switch (sort) {
    case 'trending':
      return [lift + ('trend' in entity ? entity.trend : 0), made, entity.id];
    case 'top':
      return [lift + scoreOf(entity), made, entity.id];
    case 'discussed':
      return [lift + talkOf(entity), made, entity.id];
    case 'active':
      return [lift + activeAt(entity), made, entity.id];
    case 'new':
    case 'old':
      return [made, 0, entity.id];
  }
}

/** What `top` counts: votes, or a poll's voters; of a vote what it says. */
function scoreOf(entity: Entity): number {
  if (entity.kind === 'poll') return entity.tally.voters;
  if (entity.kind === 'vote') return entity.value;
  return 'tally' in entity ? entity.tally.score : 0;
}

/** What `discussed` counts: comments, and a question's answers. */
function talkOf(entity: Entity): number {
  const { comments = 0, answers = 0 }: Partial<Question> = entity as Question;
  return comments + answers;
}

/** What `active` goes by: when it was last written on, answered by the team or moved on; votes and edits don't count. */
function activeAt(entity: Entity): number {
  const { talkedAt = 0, statusAt = 0, response }: Partial<Idea> = entity as Idea;
  return Math.max(entity.createdAt, talkedAt, statusAt, response?.at ?? 0);
}

/** 1 for orders that run up, −1 for those that run down. */
export const direction = (sort: Sort): 1 | -1 => (sort === 'old' ? 1 : -1);

/** Negative when `a` comes before `b` in the order. Ids are ASCII, so every store compares them alike. */
export function comparePlaces(a: Place, b: Place, sort: Sort): number {
  const up = a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);
  return up * direction(sort);
}
