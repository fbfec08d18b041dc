import type { CommandInputs } from '../command.js';
import { communityRef, type Board, type Goal, type Poll } from '../entity.js';
import { RallyError, invalid } from '../error.js';
import { presets } from '../preset.js';
import { countSuccesses } from './post.js';
import type { Work } from './work.js';

export function createBoard(work: Work, input: CommandInputs['board.create']): void {
  const { id, purpose, title, description = '', tags = [], voters } = input;
  const { pipeline, votes } = { ...presets[purpose], ...input };
  const budget = input.budget === undefined ? {} : { budget: input.budget };
  work.create<Board>({
    kind: 'board',
    id,
    purpose,
    title,
    description,
    tags,
    pipeline,
    votes,
    counts: {},
    ...budget,
    ...(voters && { voters }),
  });
}

export function editBoard(work: Work, { id, budget, ...text }: CommandInputs['board.edit']): void {
  const limit = budget === undefined ? {} : { budget: budget ?? undefined };
  work.update<Board>(work.need('board', id, 'id'), { ...text, ...limit });
}

export function createGoal(work: Work, input: CommandInputs['goal.create']): void {
  work.need('board', input.board, 'board');
  if (input.endsAt <= input.startsAt)
    throw invalid('endsAt', 'A goal ends after it starts. Choose a later end.');
  if (input.measure.target === input.measure.baseline) {
    throw invalid(
      'measure.target',
      'The target equals the baseline, so there is nothing to reach. Choose another target.',
    );
  }
  work.create<Goal>({ kind: 'goal', ...input, owner: work.actor.id });
  followSuccesses(work, input, 'measure.target');
}

/** Has a goal that counts successes do so from now on. `target` names the field that may be wrong. */
export function followSuccesses(
  work: Work,
  { id, board, measure }: Pick<Goal, 'id' | 'board' | 'measure'>,
  target: string,
): void {
  if (measure.counts !== 'successes') return;
  if (measure.target < measure.baseline) {
    throw invalid(
      target,
      'Successes only add up, so the target has to be above the baseline. Choose another.',
    );
  }
  const about = work.need('board', board, 'board');
  const goals = [...(about.goals ?? []), id];
  work.update(about, { goals });
  countSuccesses(work, { ...about, goals });
}

export function reportGoal(work: Work, { id, current }: CommandInputs['goal.report']): void {
  const goal = work.need('goal', id, 'id');
  if (goal.measure.counts === 'successes') {
    throw new RallyError(
      'forbidden',
      'This goal counts the successes of its board by itself. Nothing is reported on it.',
    );
  }
  work.update(goal, { measure: { ...goal.measure, current } });
}

export function editCommunity(work: Work, input: CommandInputs['community.edit']): void {
  work.update(work.need('community', communityRef.id, 'community'), input);
}

export function createPoll(work: Work, input: CommandInputs['poll.create']): void {
  work.need('board', input.board, 'board');
  if (new Set(input.options.map(({ id }) => id)).size < input.options.length) {
    throw invalid('options', 'Two options have the same id. Give each its own.');
  }
  if (input.closesAt !== undefined && input.closesAt <= work.now) {
    throw invalid('closesAt', 'This poll would be closed at once. Choose a time to come.');
  }
  const options = Object.fromEntries(input.options.map(({ id }) => [id, 0]));
  work.create<Poll>({
    kind: 'poll',
    body: '',
    ...input,
    author: work.actor.id,
    tally: { voters: 0, options },
  });
}
