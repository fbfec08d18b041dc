import type { CommandInputs } from '../command.js';
import { voteId, type Board, type VotableKind, type Vote } from '../entity.js';
import { RallyError } from '../error.js';
import { votingOver } from '../refusal.js';
import { setVote } from './vote.js';
import type { Work } from './work.js';

/**
 * Sets a vote on a board where a member has only so many. A browser, which knows a part of the votes, sets it without
 * asking (`anticipate`); the store refuses.
 */
export function setVoteWithinBudget(work: Work, input: CommandInputs['vote.set']): void {
  const { subject: ref, value, reason } = input;
  const mine = { kind: 'vote', id: voteId(work.actor.id, ref) } as const;
  const before = work.find(mine)?.value ?? 0;
  setVote(work, input);
  const vote = work.find(mine);
  if (vote) explain(work, vote, value === 0 ? '' : (reason?.trim() ?? (before === value ? vote.reason : '')));
  const { board: id } = work.need<VotableKind>(ref.kind, ref.id, 'subject');
  const board = work.need('board', id, 'board');
  if (board.budget === undefined || before !== 0 || value === 0) return;
  if (votesOn(work, board, work.actor.id) <= board.budget) return;
  const have = board.budget === 1 ? 'the one vote' : `all ${board.budget} votes`;
  throw new RallyError(
    'conflict',
    `You have given ${have} that you have on this board. Take one back from another post to vote here.`,
    { fields: { subject: `The board allows ${board.budget} at a time.` } },
  );
}

/**
 * How many votes a member has on the open posts of a board. Counted from the votes themselves, so that it cannot drift:
 * a vote is free again as soon as its post is closed, removed or merged.
 */
function votesOn(work: Work, board: Board, member: string): number {
  return work.related({ kind: 'vote', by: member }).filter(({ value, subject: ref }) => {
    const subject = value !== 0 && work.find<VotableKind>(ref);
    return subject && subject.board === board.id && !votingOver(subject, board);
  }).length;
}

/** Keeps with a vote why it was given. When that was stays, since attention goes by it. */
function explain(work: Work, { reason: was, ...vote }: Vote, reason = ''): void {
  if ((was ?? '') === reason) return;
  work.put({ ...vote, revision: work.nextRevision(vote), ...(reason && { reason }) });
}
