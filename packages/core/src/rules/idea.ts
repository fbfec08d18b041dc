import type { CommandInputs } from '../command.js';
import { invalid } from '../error.js';
import { count, needApproved, needInUse } from './post.js';
import type { Work } from './work.js';

export function setStatus(work: Work, { id, status, note }: CommandInputs['idea.set-status']): void {
  const idea = work.need('idea', id, 'id');
  needInUse(idea);
  const { pipeline } = work.need('board', idea.board, 'board');
  if (!pipeline.some((step) => step.id === status)) {
    throw invalid(
      'status',
      `This board has no status “${status}”. Choose from ${pipeline.map((step) => step.id).join(', ')}.`,
    );
  }
  if (status !== idea.status) {
    needApproved(idea);
    work.update(idea, { status, statusAt: work.now });
    count(work, idea.board, idea, { status });
  }
  if (note) respond(work, { id, body: note });
}

export function respond(work: Work, { id, body }: CommandInputs['idea.respond']): void {
  const idea = work.need('idea', id, 'id');
  needInUse(idea);
  if (body === (idea.response?.body ?? '')) return;
  work.update(idea, { response: body ? { author: work.actor.id, body, at: work.now } : undefined });
}
