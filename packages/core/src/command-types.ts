import type { CommandType } from './command.js';

/** Every type of command. */
export const commandTypes: readonly CommandType[] = [
  'idea.create',
  'idea.edit',
  'idea.set-status',
  'idea.respond',
  'question.create',
  'question.edit',
  'answer.create',
  'answer.edit',
  'answer.accept',
  'comment.create',
  'comment.edit',
  'poll.create',
  'poll.close',
  'vote.set',
  'ballot.set',
  'post.remove',
  'post.lock',
  'board.create',
  'board.edit',
  'goal.create',
  'goal.report',
  'community.edit',
  'member.rename',
  'entity.import',
];
