import type { Identity } from './backend.js';
import type { Board, Status, Votable } from './entity.js';

// What a page can tell before it has loaded the rules.

/** Whether signing in may help somebody who may not do something. */
export const isStranger = (actor: Pick<Identity, 'role'> | null): boolean => !actor || actor.role === 'guest';

/** The status in which nobody can vote on a post any more, where it stands in one. */
export const closedStatus = (post: Votable, { pipeline }: Board): Status | undefined =>
  'status' in post ? pipeline.find(({ id, closed }) => closed && id === post.status) : undefined;
