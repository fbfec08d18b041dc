import { closedStatus, isStranger, type Command, type ErrorCode } from '@rallykit/core';
import type { Actor, Cache } from './cache.js';
import type { Session } from './types.js';

/** Why `who` may not do this, as far as that is known without the rules. */
export function plainRefusal(
  cache: Cache,
  { supports }: Session,
  who: Actor,
  act: Command,
): ErrorCode | undefined {
  if (!supports.commands.includes(act.type)) return 'not-supported';
  if (!who.may.includes(act.type)) return isStranger(who.identity) ? 'unauthenticated' : 'forbidden';
  const post = act.type === 'vote.set' && cache.get(act.input.subject);
  const board = post && cache.get({ kind: 'board', id: post.board });
  return board && closedStatus(post, board) ? 'forbidden' : undefined;
}
