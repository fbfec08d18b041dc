import { followId, voteId, type Entity, type Ref } from './entity.js';
import type { State } from './match.js';
import type { Query } from './query.js';

/** Whether an entity is a notification that is told to somebody, and not read where that is asked. */
export function isTold(
  entity: Entity,
  told: NonNullable<Query['told']>,
  viewer: string | undefined,
  state: State,
): boolean {
  if (entity.kind !== 'notification' || viewer === undefined) return false;
  const { id, by, member, subject, createdAt } = entity;
  const since = member === undefined && by !== viewer ? followedSince(viewer, subject, state) : undefined;
  if (member !== viewer && !(since !== undefined && since <= createdAt)) return false;
  const mark = told === 'unread' ? state.get({ kind: 'mark', id: viewer }) : undefined;
  return !mark || (createdAt > mark.readAt && !mark.read.some((each) => each.id === id));
}

/** Since when a member follows an idea: that they said so, voted or wrote it, whichever came first; undefined when they don't. */
export function followedSince(member: string, idea: Ref, state: State): number | undefined {
  const said = state.get({ kind: 'follow', id: followId(member, idea) });
  if (said?.on === false) return undefined;
  const vote = state.get({ kind: 'vote', id: voteId(member, idea) });
  const post = state.get(idea);
  const ties = [
    said,
    vote?.value ? vote : undefined,
    post && 'author' in post && post.author === member ? post : undefined,
  ];
  const times = ties.flatMap((tie) => tie?.createdAt ?? []);
  return times.length > 0 ? Math.min(...times) : undefined;
}
