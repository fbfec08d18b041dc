import type { CommandInputs } from '../command.js';
import type { Step } from '../entity.js';
import { setStatus } from './idea.js';
import type { Work } from './work.js';

/** Moves an idea to a status, and keeps that it was moved. */
export function move(work: Work, input: CommandInputs['idea.set-status']): void {
  const { id, note } = input;
  const from = work.find({ kind: 'idea', id })?.status;
  setStatus(work, input);
  if (from !== undefined) keepStep(work, id, from, note);
}

/** Keeps that an idea was moved from a status to the one that it has now, if it was. */
export function keepStep(work: Work, id: string, from: string, note?: string): void {
  const idea = work.need('idea', id, 'id');
  if (idea.status === from) return;
  // Each move has a revision of its own; a step that was imported may have its number.
  const ref = (n: number) => ({ kind: 'step', id: `${id}~${n}` }) as const;
  let { revision } = idea;
  while (!work.isFree(ref(revision))) revision++;
  work.create<Step>({
    ...ref(revision),
    board: idea.board,
    idea: id,
    author: work.actor.id,
    from,
    to: idea.status,
    ...(note?.trim() && { note }),
  });
}
