import type { CommandType } from './command.js';
import type { Role } from './entity.js';

/** Every type of command with the least role that it is open to; whose post it is comes on top. */
export const leastRole: Readonly<Record<CommandType, Role>> = {
  'idea.create': 'guest',
  'idea.edit': 'guest',
  'idea.set-status': 'team',
  'idea.respond': 'team',
  'idea.merge': 'team',
  'idea.unmerge': 'team',
  'idea.set-tags': 'team',
  'idea.pin': 'team',
  'idea.archive': 'team',
  'idea.move': 'team',
  'question.create': 'guest',
  'question.edit': 'guest',
  'answer.create': 'guest',
  'answer.edit': 'guest',
  'answer.accept': 'guest',
  'comment.create': 'guest',
  'comment.edit': 'guest',
  'poll.create': 'team',
  'poll.close': 'team',
  'update.publish': 'team',
  'update.edit': 'team',
  'update.remove': 'team',
  'vote.set': 'guest',
  'ballot.set': 'guest',
  'follow.set': 'guest',
  'mark.set': 'guest',
  'post.remove': 'guest',
  'post.lock': 'team',
  'post.approve': 'team',
  'member.suspend': 'team',
  'board.create': 'leader',
  'board.edit': 'leader',
  'goal.create': 'leader',
  'goal.report': 'leader',
  'community.edit': 'leader',
  'member.rename': 'guest',
  'member.erase': 'guest',
  'entity.import': 'operator',
};

/** Every type of command. */
export const commandTypes = Object.keys(leastRole) as readonly CommandType[];
