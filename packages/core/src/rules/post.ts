import type { CommandInputs } from '../command.js';
import type {
  Answer,
  Board,
  Comment,
  Entities,
  Idea,
  Post,
  PostKind,
  Question,
  Votable,
  VotableKind,
} from '../entity.js';
import { RallyError, invalid } from '../error.js';
import { addTrend, trendOf, trendWeights } from '../trend.js';
import type { Work } from './work.js';

export const noVotes = { score: 0, up: 0, down: 0, imported: 0 } as const;

/** Questions follow their answers. */
export const questionStatus = (question: Pick<Question, 'accepted' | 'answers'>): string =>
  question.accepted !== undefined ? 'solved' : question.answers > 0 ? 'answered' : 'open';

/** Throws `forbidden` when a post is locked, for all but the team. */
export function needUnlocked(work: Work, post: Votable): void {
  if (post.locked && !work.isTeam) {
    throw new RallyError('forbidden', 'The team has locked this. You can read it, but not add to it.');
  }
}

function needTags(board: Board, tags: readonly string[]): void {
  const unknown = tags.find((tag) => !board.tags.some(({ id }) => id === tag));
  if (unknown !== undefined) {
    const known = board.tags.map(({ id }) => id).join(', ');
    throw invalid(
      'tags',
      `This board has no tag “${unknown}”. ${known ? `Choose from ${known}.` : 'Leave tags out.'}`,
    );
  }
}

/** Moves one post of a board from one status to another; undefined is outside the board. */
export function count(work: Work, boardId: string, from: string | undefined, to: string | undefined): void {
  const board = work.find({ kind: 'board', id: boardId });
  if (!board || from === to) return;
  const counts = { ...board.counts };
  if (from !== undefined) counts[from] = Math.max(0, (counts[from] ?? 0) - 1);
  if (to !== undefined) counts[to] = (counts[to] ?? 0) + 1;
  work.update(board, { counts });
}

/** Attention for a post by a comment or an answer. */
export const talked = (work: Work, post: Votable): number =>
  addTrend(post.trend, trendWeights.talk, work.now);

/** What every new post that can be voted on starts with. */
const fresh = (work: Work) => ({
  author: work.actor.id,
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
    count(work, board.id, undefined, status);
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
    count(work, board.id, undefined, 'open');
  }
}

export function createAnswer(work: Work, { id, question, body }: CommandInputs['answer.create']): void {
  const asked = work.need('question', question, 'question');
  needUnlocked(work, asked);
  work.create<Answer>({ kind: 'answer', id, question, board: asked.board, body, ...fresh(work) });
  addAnswer(work, asked);
}

/** Counts one more answer to a question. */
export function addAnswer(work: Work, question: Question): void {
  const next = { ...question, answers: question.answers + 1 };
  const status = questionStatus(next);
  work.update(question, { answers: next.answers, status, trend: talked(work, question) });
  count(work, question.board, question.status, status);
}

export function acceptAnswer(work: Work, { question: id, answer }: CommandInputs['answer.accept']): void {
  const question = work.need('question', id, 'question');
  work.needAuthor(question.author, 'accept an answer');
  if (answer !== null && work.need('answer', answer, 'answer').question !== id) {
    throw invalid('answer', 'This answer belongs to another question. Choose one of this question.');
  }
  setAccepted(work, question, answer ?? undefined, question.answers);
}

function setAccepted(work: Work, question: Question, accepted: string | undefined, answers: number): void {
  const kept = accepted === undefined ? { answers } : { accepted, answers };
  const status = questionStatus(kept);
  work.update(question, { accepted, answers, status });
  count(work, question.board, question.status, status);
}

export function createComment(
  work: Work,
  { id, subject: ref, body, replyTo }: CommandInputs['comment.create'],
): void {
  const subject = work.need<VotableKind>(ref.kind, ref.id, 'subject');
  needUnlocked(work, subject);
  if (replyTo !== undefined) {
    const parent = work.need('comment', replyTo, 'replyTo');
    if (parent.subject.kind !== ref.kind || parent.subject.id !== ref.id) {
      throw invalid('replyTo', 'This comment stands under another post. Reply to one of this post.');
    }
  }
  const about = { kind: subject.kind, id: subject.id };
  const reply = replyTo === undefined ? {} : { replyTo };
  const author = work.actor.id;
  work.create<Comment>({
    kind: 'comment',
    id,
    subject: about,
    board: subject.board,
    author,
    body,
    textRevision: 1,
    ...reply,
  });
  work.update<Votable>(subject, { comments: subject.comments + 1, trend: talked(work, subject) });
}

/** Changes the text of a post, unless somebody changed it since the copy at `revision`. */
export function edit<K extends 'idea' | 'question' | 'answer' | 'comment'>(
  work: Work,
  kind: K,
  input: { id: string; revision: number; title?: string; body?: string; tags?: readonly string[] },
): void {
  const post: Idea | Question | Answer | Comment = work.need(kind, input.id, 'id');
  work.needAuthor(post.author, 'edit this');
  if (post.kind !== 'comment') needUnlocked(work, post);
  if (input.tags) needTags(work.need('board', post.board, 'board'), input.tags);
  if (input.revision < post.textRevision) {
    throw new RallyError(
      'conflict',
      'Somebody changed this text meanwhile. Compare theirs with yours, then save again.',
      {
        current: post,
      },
    );
  }
  const { id: _id, revision: _revision, ...text } = input;
  const before = work.nextRevision(post);
  const changed = Object.entries(text).some(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(post[field as keyof typeof post]),
  );
  if (changed)
    work.update<Post>(post, { ...text, editedAt: work.now, textRevision: before } as Partial<Post>);
}

export function remove(work: Work, { ref }: CommandInputs['post.remove']): void {
  const post: Entities[PostKind] = work.need(ref.kind, ref.id, 'ref');
  work.needAuthor(post.author, 'remove this');
  work.remove(post);
  if (post.kind === 'idea' || post.kind === 'question') count(work, post.board, post.status, undefined);
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
}
