import { notPermitted, RallyError, votingOver, type Command } from '@rallykit/core';
import type { Actor, Cache } from './cache.js';
import type { Session } from './types.js';

/** Why `who` may not do this, as far as that is known without the rules. */
export function plainRefusal(
  cache: Cache,
  { viewer, supports }: Session,
  who: Actor,
  act: Command,
): RallyError | undefined {
  if (!supports.commands.includes(act.type)) {
    return new RallyError('not-supported', 'The store of this community does not do this.');
  }
  if (!viewer.may.includes(act.type)) return notPermitted(who.identity, act.type);
  const post = act.type === 'vote.set' && cache.get(act.input.subject);
  const board = post && cache.get({ kind: 'board', id: post.board });
  return board ? votingOver(post, board) : undefined;
}
