import type { CommandInputs } from '../command.js';
import {
  formerMember,
  type Answer,
  type Comment,
  type Happening,
  type Idea,
  type Notification,
  type VotableKind,
} from '../entity.js';
import { followByTalk, followMerged } from './follow.js';
import { respond } from './idea.js';
import { merge } from './merge.js';
import { approve } from './moderation.js';
import { createAnswer, createComment } from './post.js';
import { freeId, move } from './step.js';
import { editUpdate, publish } from './update.js';
import type { Work } from './work.js';

// What people do, along with who is told of it. Nothing of this shows in the browser of who does it: see `anticipate`.

/** An official answer that is changed so soon after it was given is a correction, and no news. */
const correctedMs = 3_600_000;

export function moveTelling(work: Work, input: CommandInputs['idea.set-status']): void {
  const before = work.find({ kind: 'idea', id: input.id });
  const step = move(work, input);
  if (step) tell(work, work.need('idea', input.id, 'id'), 'status', step);
  else tellAnswer(work, before, input.id);
}

export function respondTelling(work: Work, input: CommandInputs['idea.respond']): void {
  const before = work.find({ kind: 'idea', id: input.id });
  respond(work, input);
  tellAnswer(work, before, input.id);
}

export function mergeTelling(work: Work, input: CommandInputs['idea.merge']): void {
  const { id, into } = input;
  const before = work.find({ kind: 'idea', id })?.mergedInto;
  merge(work, input);
  if (before === into) return;
  followMerged(work, input);
  tell(work, work.need('idea', id, 'id'), 'merge', { kind: 'idea', id: into });
}

export function publishTelling(work: Work, input: CommandInputs['update.publish']): void {
  publish(work, input);
  tellUpdate(work, input.id, []);
}

export function editUpdateTelling(work: Work, input: CommandInputs['update.edit']): void {
  const before = work.find({ kind: 'update', id: input.id })?.ships ?? [];
  editUpdate(work, input);
  tellUpdate(work, input.id, before);
}

export function commentTelling(work: Work, input: CommandInputs['comment.create']): void {
  createComment(work, input);
  followByTalk(work, input);
  tellReply(work, work.need('comment', input.id, 'id'));
}

export function answerTelling(work: Work, input: CommandInputs['answer.create']): void {
  createAnswer(work, input);
  tellReply(work, work.need('answer', input.id, 'id'));
}

export function approveTelling(work: Work, input: CommandInputs['post.approve']): void {
  const { kind, id } = input.ref;
  const wasPending = (kind === 'comment' || kind === 'answer') && work.find({ kind, id })?.pending;
  approve(work, input);
  if (wasPending) tellReply(work, work.need(kind, id, 'ref'));
}

/** Tells those who follow an idea; of one that waits for review, who wrote it. */
function tell(work: Work, idea: Idea, what: Happening, about: Notification['about']): void {
  const { id, pending, author } = idea;
  if (pending && (author === work.actor.id || author === formerMember)) return;
  work.create<Notification>({
    kind: 'notification',
    id: freeId(work, 'notification', idea),
    what,
    by: work.actor.id,
    subject: { kind: 'idea', id },
    about: { kind: about.kind, id: about.id },
    ...(pending && { member: author }),
  });
}

function tellAnswer(work: Work, before: Idea | undefined, id: string): void {
  const idea = work.need('idea', id, 'id');
  const [was, is] = [before?.response, idea.response];
  const isNews = is && is.body !== was?.body && !(was && work.now - was.at < correctedMs);
  if (isNews) tell(work, idea, 'answer', idea);
}

/** Tells of the ideas that an update ships, and did not ship before. */
function tellUpdate(work: Work, id: string, before: readonly string[]): void {
  const update = work.need('update', id, 'id');
  for (const each of update.ships.filter((idea) => !before.includes(idea))) {
    const idea = work.find({ kind: 'idea', id: each });
    if (idea) tell(work, idea, 'update', update);
  }
}

/** Tells those whose post is replied to, once everybody can see the reply. */
function tellReply(work: Work, reply: Comment | Answer): void {
  if (reply.pending) return;
  const on = reply.kind === 'answer' ? ({ kind: 'question', id: reply.question } as const) : reply.subject;
  const post = work.need<VotableKind>(on.kind, on.id, 'subject');
  const parent = 'replyTo' in reply && work.find<'comment'>({ kind: 'comment', id: reply.replyTo! });
  const people = new Set([post.author, ...(parent ? [parent.author] : [])]);
  for (const nobody of [reply.author, formerMember]) people.delete(nobody);
  const { kind, id } = reply;
  const about = (
    post.kind === 'answer' ? { kind: 'question', id: post.question } : { kind: on.kind, id: on.id }
  ) as Notification['about'];
  for (const member of people) {
    work.create<Notification>({
      kind: 'notification',
      // Not by who is told: it may stand where others see it.
      id: freeId(work, 'notification', { id: `${kind}~${id}`, revision: 1 }),
      what: 'reply',
      by: reply.author,
      subject: { kind, id },
      about,
      member,
    });
  }
}
