import type { Rules } from '../anticipate.js';
import type { CommandInputs } from '../command.js';
import type { Board, Idea } from '../entity.js';
import { invalid } from '../error.js';
import { limits } from '../limits.js';
import { respond, setStatus } from './idea.js';
import { withMerged } from './merge.js';
import { count, lock, needApproved, needInUse, needTags } from './post.js';
import { keepStep } from './step.js';
import { closePoll } from './vote.js';
import type { Work } from './work.js';

function setTags(work: Work, { id, add = [], remove = [] }: CommandInputs['idea.set-tags']): void {
  const idea = work.need('idea', id, 'id');
  needInUse(idea);
  needTags(work.need('board', idea.board, 'board'), add, 'add');
  const tags = [...new Set([...idea.tags.filter((tag) => !remove.includes(tag)), ...add])];
  if (tags.length > limits.tags) {
    throw invalid('add', `An idea has at most ${limits.tags} tags, and this one would have ${tags.length}.`);
  }
  work.update(idea, { tags });
}

function pin(work: Work, { id, pinned }: CommandInputs['idea.pin']): void {
  const idea = work.need('idea', id, 'id');
  needInUse(idea);
  needApproved(idea);
  work.update(idea, { pinned: pinned || undefined });
  work.audit(pinned ? 'pin' : 'unpin', idea);
}

function archive(work: Work, { id, archived }: CommandInputs['idea.archive']): void {
  const idea = work.need('idea', id, 'id');
  if (archived === Boolean(idea.archived)) return;
  if (archived) needInUse(idea);
  needApproved(idea);
  work.update(idea, { archived: archived || undefined });
  count(work, idea.board, idea, work.need('idea', id, 'id'));
  work.audit(archived ? 'archive' : 'unarchive', idea);
}

function move(work: Work, { id, board: to }: CommandInputs['idea.move']): void {
  const idea = work.need('idea', id, 'id');
  needInUse(idea);
  const board = work.need('board', to, 'board');
  if (idea.board === to) return;
  // What was merged into it goes along, so that it can be taken back there.
  for (const each of withMerged(work, [idea])) relocate(work, each, board);
  work.audit('move', idea);
}

function relocate(work: Work, idea: Idea, { id: board, pipeline, tags: known }: Board): void {
  const isCounted = !idea.pending && idea.mergedInto === undefined;
  const status = pipeline.some((step) => step.id === idea.status) ? idea.status : pipeline[0]!.id;
  const tags = idea.tags.filter((tag) => known.some((each) => each.id === tag));
  if (isCounted) count(work, idea.board, idea, undefined);
  work.update(idea, { board, status, tags, ...(status !== idea.status && { statusAt: work.now }) });
  if (isCounted) count(work, board, undefined, { status });
  keepStep(work, idea.id, idea.status);
  for (const kind of ['comment', 'step'] as const)
    for (const each of work.related({ kind, of: idea })) work.update(each, { board });
}

/** What the team does with posts day by day. */
export const teamRules = {
  'idea.set-status': setStatus,
  'idea.respond': respond,
  'post.lock': lock,
  'poll.close': closePoll,
  'idea.set-tags': setTags,
  'idea.pin': pin,
  'idea.archive': archive,
  'idea.move': move,
} satisfies Partial<Rules>;
