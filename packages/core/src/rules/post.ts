import type { CommandInputs } from '../command.js';
import {
  communityRef,
  type Answer,
  type Board,
  type Comment,
  type Entities,
  type Idea,
  type Post,
  type PostKind,
  type Question,
  type Reviewable,
  type Update,
  type Votable,
  type VotableKind,
} from '../entity.js';
import { RallyError, invalid } from '../error.js';
import { putAway } from '../refusal.js';
import { addTrend, trendOf, trendWeights } from '../trend.js';
import type { Work } from './work.js';

export const noVotes = { score: 0, up: 0, down: 0, imported: 0 } as const;

/** Questions follow their answers. */
export const questionStatus = (question: Pick<Question, 'accepted' | 'answers'>): string =>
  question.accepted !== undefined ? 'solved' : question.answers > 0 ? 'answered' : 'open';

/** Throws `forbidden` when an idea was merged into another or is archived. */
export function needInUse(post: Votable): void {
  const away = putAway(post);
  if (away) throw away;
}

/** Throws `forbidden` when a post is merged, archived, or locked for all but the team. */
export function needUnlocked(work: Work, post: Votable): void {
  needInUse(post);
  if (post.locked && !work.isTeam) {
    throw new RallyError('forbidden', 'The team has locked this. You can read it, but not add to it.');
  }
}

export function needTags(board: Board, tags: readonly string[], field = 'tags'): void {
  const unknown = tags.find((tag) => !board.tags.some(({ id }) => id === tag));
  if (unknown !== undefined) {
    const known = board.tags.map(({ id }) => id).join(', ');
    throw invalid(
      field,
      `This board has no tag “${unknown}”. ${known ? `Choose from ${known}.` : 'Leave tags out.'}`,
    );
  }
}

/** Throws `forbidden` for a post that waits for review: nothing can be put on it yet, not even by who sees it. */
export function needApproved(post: Reviewable): void {
  if (post.pending) {
    throw new RallyError(
      'forbidden',
      'This waits for review. It can be added to once the team has approved it.',
    );
  }
}

/** Marks a new post that waits for review. */
const waiting = (work: Work): { pending?: true } => {
  const review = work.find(communityRef)?.review;
  const waits = review === 'everyone' || (review === 'guests' && work.actor.role === 'guest');
  return waits && !work.isTeam ? { pending: true } : {};
};

/** What a board counts a post by. */
type Counted = Pick<Idea, 'status' | 'archived'>;

/** Counts one post of a board as what it is now instead of what it was; undefined is outside the board. */
export function count(work: Work, boardId: string, was: Counted | undefined, is: Counted | undefined): void {
  const board = work.find({ kind: 'board', id: boardId });
  if (!board || (was?.status === is?.status && was?.archived === is?.archived)) return;
  const next = { ...board };
  const add = (one: number, post?: Counted) => {
    if (!post) return;
    const field = post.archived ? 'archivedCounts' : 'counts';
    next[field] = { ...next[field], [post.status]: Math.max(0, (next[field]?.[post.status] ?? 0) + one) };
  };
  add(-1, was);
  add(1, is);
  work.update(board, next);
  countSuccesses(work, next);
}

/** Brings the goals that count a board's successes up to date. What was reached stays reached when it is archived. */
export function countSuccesses(
  work: Work,
  { goals = [], pipeline, counts, archivedCounts = {} }: Board,
): void {
  const reached = pipeline.filter(({ success }) => success);
  const successes = reached.reduce((sum, { id }) => sum + (counts[id] ?? 0) + (archivedCounts[id] ?? 0), 0);
  for (const id of goals) {
    const goal = work.find({ kind: 'goal', id });
    if (goal) work.update(goal, { measure: { ...goal.measure, current: goal.measure.baseline + successes } });
  }
}

/** What a comment or an answer does to the post that it is on. */
const talked = (work: Work, { trend, talkTrend = -Infinity, talkedAt = 0 }: Votable) => ({
  trend: addTrend(trend, trendWeights.talk, work.now),
  talkTrend: addTrend(talkTrend, trendWeights.talk, work.now),
  talkedAt: Math.max(talkedAt, work.now),
});

/** What every new post that can be voted on starts with. */
const fresh = (work: Work) => ({
  author: work.actor.id,
  ...waiting(work),
  textRevision: 1,
  comments: 0,
  tally: noVotes,
  trend: trendOf(trendWeights.post, work.now),
});

export function createTitled(
  work: Work,
  kind: 'idea' | 'question',
  input: CommandInputs['idea.create'],
): void {
  const { id, title, body = '', tags = [] } = input;
  const board = work.need('board', input.board, 'board');
  needTags(board, tags);
  if (kind === 'idea') {
    const status = board.pipeline[0]?.id ?? 'open';
    work.create<Idea>({
      kind,
      id,
      board: board.id,
      title,
      body,
      tags,
      status,
      statusAt: work.now,
      ...fresh(work),
    });
  } else {
    work.create<Question>({
      kind,
      id,
      board: board.id,
      title,
      body,
      tags,
      status: 'open',
      answers: 0,
      ...fresh(work),
    });
  }
  countIn(work, work.need(kind, id, 'id'));
}

/** Counts a post that is new to everybody where it belongs; one that waits for review is not counted. */
export function countIn(work: Work, post: Reviewable): void {
  if (post.pending || 'mergedInto' in post) return;
  switch (post.kind) {
    case 'idea':
    case 'question':
      return count(work, post.board, undefined, post);
    case 'answer':
      return addAnswer(work, work.need('question', post.question, 'question'));
    case 'comment': {
      const subject = work.need<VotableKind>(post.subject.kind, post.subject.id, 'subject');
      work.update<Votable>(subject, { comments: subject.comments + 1, ...talked(work, subject) });
    }
  }
}

export function createAnswer(work: Work, { id, question, body }: CommandInputs['answer.create']): void {
  const asked = work.need('question', question, 'question');
  needUnlocked(work, asked);
  needApproved(asked);
  work.create<Answer>({ kind: 'answer', id, question, board: asked.board, body, ...fresh(work) });
  countIn(work, work.need('answer', id, 'id'));
}

/** Counts one more answer to a question. */
function addAnswer(work: Work, question: Question): void {
  const next = { ...question, answers: question.answers + 1 };
  const status = questionStatus(next);
  work.update(question, { answers: next.answers, status, ...talked(work, question) });
  count(work, question.board, question, { status });
}

export function acceptAnswer(work: Work, { question: id, answer }: CommandInputs['answer.accept']): void {
  const question = work.need('question', id, 'question');
  work.needAuthor(question.author, 'accept an answer');
  if (answer !== null) {
    const chosen = work.need('answer', answer, 'answer');
    if (chosen.question !== id)
      throw invalid('answer', 'This answer belongs to another question. Choose one of this question.');
    needApproved(chosen);
  }
  setAccepted(work, question, answer ?? undefined, question.answers);
}

function setAccepted(work: Work, question: Question, accepted: string | undefined, answers: number): void {
  const kept = accepted === undefined ? { answers } : { accepted, answers };
  const status = questionStatus(kept);
  work.update(question, { accepted, answers, status });
  count(work, question.board, question, { status });
}

/** The comment that is replied to. Throws `invalid` for one under another post. */
function needParent(work: Work, replyTo: string, { kind, id }: Comment['subject']): Comment {
  const parent = work.need('comment', replyTo, 'replyTo');
  needApproved(parent);
  if (parent.subject.kind !== kind || parent.subject.id !== id)
    throw invalid('replyTo', 'This comment stands under another post. Reply to one of this post.');
  return parent;
}

export function createComment(
  work: Work,
  { id, subject: ref, body, replyTo }: CommandInputs['comment.create'],
): void {
  const subject = work.need<VotableKind>(ref.kind, ref.id, 'subject');
  needUnlocked(work, subject);
  needApproved(subject);
  const about = { kind: subject.kind, id: subject.id };
  const parent = replyTo === undefined ? undefined : needParent(work, replyTo, about);
  // Talk that came by a merged idea goes back with it as one.
  const reply = parent && { replyTo: parent.id, ...(parent.via && { via: parent.via }) };
  const author = work.actor.id;
  work.create<Comment>({
    kind: 'comment',
    id,
    subject: about,
    board: subject.board,
    author,
    body,
    textRevision: 1,
    ...waiting(work),
    ...reply,
  });
  countIn(work, work.need('comment', id, 'id'));
}

/** Changes the text of a post. */
export function edit<K extends 'idea' | 'question' | 'answer' | 'comment'>(
  work: Work,
  kind: K,
  input: { id: string; revision: number; title?: string; body?: string; tags?: readonly string[] },
): void {
  const post: Idea | Question | Answer | Comment = work.need(kind, input.id, 'id');
  work.needAuthor(post.author, 'edit this');
  if (post.kind !== 'comment') needUnlocked(work, post);
  if (input.tags) needTags(work.need('board', post.board, 'board'), input.tags);
  saveText(work, post, input);
}

/** Writes fields of a text, unless somebody changed it since the copy at `revision`. */
export function saveText(
  work: Work,
  post: Idea | Question | Answer | Comment | Update,
  { id: _, revision, ...text }: { readonly id: string; readonly revision: number },
): void {
  if (revision < post.textRevision) {
    throw new RallyError(
      'conflict',
      'Somebody changed this text meanwhile. Compare theirs with yours, then save again.',
      {
        current: post,
      },
    );
  }
  const before = work.nextRevision(post);
  const changed = Object.entries(text).some(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(post[field as keyof typeof post]),
  );
  if (changed)
    work.update<Post | Update>(post, { ...text, editedAt: work.now, textRevision: before } as Partial<Post>);
}

export function remove(work: Work, { ref }: CommandInputs['post.remove']): void {
  const post: Entities[PostKind] = work.need(ref.kind, ref.id, 'ref');
  work.needAuthor(post.author, 'remove this');
  work.remove(post);
  if (post.author !== work.actor.id) work.audit('remove', post);
  if ('pending' in post || 'mergedInto' in post) return;
  if (post.kind === 'idea' || post.kind === 'question') count(work, post.board, post, undefined);
  if (post.kind === 'comment') {
    const subject = work.find<VotableKind>(post.subject);
    if (subject) work.update<Votable>(subject, { comments: Math.max(0, subject.comments - 1) });
  }
  if (post.kind === 'answer') {
    const question = work.find({ kind: 'question', id: post.question });
    const accepted = question?.accepted === post.id ? undefined : question?.accepted;
    if (question) setAccepted(work, question, accepted, Math.max(0, question.answers - 1));
  }
}

export function lock(work: Work, { ref, locked }: CommandInputs['post.lock']): void {
  work.update<Votable>(work.need<VotableKind>(ref.kind, ref.id, 'ref'), { locked: locked || undefined });
  work.audit(locked ? 'lock' : 'unlock', ref);
}
