import type { Identity } from './backend.js';
import { commandTypes } from './command-types.js';
import type { CommandType } from './command.js';
import type { Community, Entity, GuestPolicy, Role } from './entity.js';

const ranks: readonly Role[] = ['guest', 'member', 'team', 'leader', 'operator'];

/** Whether a role may do all that `least` may. */
export const atLeast = (role: Role, least: Role): boolean => ranks.indexOf(role) >= ranks.indexOf(least);

/** The least role that each command is open to; whose post it is comes on top. */
const leastRole: Readonly<Record<CommandType, Role>> = {
  'idea.create': 'guest',
  'idea.edit': 'guest',
  'idea.set-status': 'team',
  'idea.respond': 'team',
  'question.create': 'guest',
  'question.edit': 'guest',
  'answer.create': 'guest',
  'answer.edit': 'guest',
  'answer.accept': 'guest',
  'comment.create': 'guest',
  'comment.edit': 'guest',
  'poll.create': 'team',
  'poll.close': 'team',
  'vote.set': 'guest',
  'ballot.set': 'guest',
  'post.remove': 'guest',
  'post.lock': 'team',
  'board.create': 'leader',
  'board.edit': 'leader',
  'goal.create': 'leader',
  'goal.report': 'leader',
  'community.edit': 'leader',
  'member.rename': 'guest',
  'entity.import': 'operator',
};

const guestCommands: Readonly<Record<GuestPolicy, readonly CommandType[]>> = {
  none: [],
  vote: ['vote.set', 'ballot.set', 'member.rename'],
  post: commandTypes.filter((type) => leastRole[type] === 'guest'),
};

/** The commands that are open to someone in a community. An anonymous reader has none. */
export function permitted(actor: Identity | null, community: Community | undefined): readonly CommandType[] {
  if (!actor) return [];
  if (actor.role === 'guest') return guestCommands[community?.guests ?? 'none'];
  // Everybody else's name is what their account says.
  return commandTypes.filter((type) => type !== 'member.rename' && atLeast(actor.role, leastRole[type]));
}

/** Whether someone may see an entity at all. What is not visible is, to them, not there. */
export function visible(entity: Entity, actor: Identity | null): boolean {
  if (entity.kind !== 'vote' && entity.kind !== 'ballot') return true;
  return actor !== null && (actor.id === entity.member || actor.role === 'operator');
}
