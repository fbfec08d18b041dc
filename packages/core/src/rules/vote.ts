import type { CommandInputs } from '../command.js';
import {
  ballotId,
  voteId,
  type Ballot,
  type Poll,
  type Tally,
  type Votable,
  type VotableKind,
  type Vote,
} from '../entity.js';
import { RallyError, invalid } from '../error.js';
import { votingOver } from '../refusal.js';
import { addTrend, dropTrend, trendOfNew, trendWeights } from '../trend.js';
import { needApproved, needUnlocked } from './post.js';
import type { Work } from './work.js';

export function setVote(work: Work, { subject: ref, value }: CommandInputs['vote.set']): void {
  const subject = work.need<VotableKind>(ref.kind, ref.id, 'subject');
  const board = work.need('board', subject.board, 'board');
  if (value < 0 && board.votes === 'up')
    throw invalid('value', 'This board takes votes for a post only: 1, or 0 for none.');
  needUnlocked(work, subject);
  needApproved(subject);
  const over = votingOver(subject, board);
  if (over) throw over;
  castVote(work, subject, work.actor.id, value);
}

/** Replaces a member's vote and moves the tally by the difference. */
export function castVote(work: Work, subject: Votable, member: string, value: Vote['value']): void {
  const id = voteId(member, subject);
  const mine = work.find({ kind: 'vote', id });
  const was = mine?.value ?? 0;
  if (was === value) return;
  const about = { kind: subject.kind, id: subject.id };
  if (mine) work.update(mine, { value, via: undefined });
  else work.create<Vote>({ kind: 'vote', id, member, subject: about, value });

  const weight = trendWeights.vote;
  // What came by a merge never added to it.
  const kept =
    mine && was > 0 && !mine.via
      ? dropTrend(subject.trend, weight, mine.updatedAt, trendOfNew(subject))
      : subject.trend;
  const trend = value > 0 ? addTrend(kept, weight, work.now) : kept;
  work.update<Votable>(subject, { tally: recount(subject.tally, was, value), trend });
}

/** A tally in which one person's vote has changed. */
export function recount({ up, down, imported }: Tally, was: number, is: number): Tally {
  const ups = up + Number(is > 0) - Number(was > 0);
  const downs = down + Number(is < 0) - Number(was < 0);
  return { score: ups - downs + imported, up: ups, down: downs, imported };
}

export function setBallot(work: Work, { poll: id, options }: CommandInputs['ballot.set']): void {
  const poll = work.need('poll', id, 'poll');
  if (poll.closesAt !== undefined && poll.closesAt <= work.now) {
    throw new RallyError('forbidden', 'This poll is closed. Its result stays.');
  }
  castBallot(work, poll, work.actor.id, options);
}

/** Replaces a member's answer and moves the poll's tally by the difference. */
export function castBallot(work: Work, poll: Poll, member: string, options: readonly string[]): void {
  const chosen = poll.options.map((option) => option.id).filter((option) => options.includes(option));
  if (chosen.length < new Set(options).size)
    throw invalid('options', 'This poll has no such option. Reload to see its options.');
  if (poll.choice === 'single' && chosen.length > 1)
    throw invalid('options', 'Choose one option in this poll.');
  const id = ballotId(member, poll.id);
  const mine = work.find({ kind: 'ballot', id });
  const was = mine?.options ?? [];
  if (was.join() === chosen.join()) return;
  if (mine) work.update(mine, { options: chosen });
  else work.create<Ballot>({ kind: 'ballot', id, member, poll: poll.id, options: chosen });

  const counts = { ...poll.tally.options };
  for (const option of was) counts[option] = Math.max(0, (counts[option] ?? 0) - 1);
  for (const option of chosen) counts[option] = (counts[option] ?? 0) + 1;
  const voters = poll.tally.voters + Number(chosen.length > 0) - Number(was.length > 0);
  work.update(poll, { tally: { voters, options: counts } });
}

export function closePoll(work: Work, { id }: CommandInputs['poll.close']): void {
  const poll = work.need('poll', id, 'id');
  if (poll.closesAt === undefined || poll.closesAt > work.now) work.update(poll, { closesAt: work.now });
}
