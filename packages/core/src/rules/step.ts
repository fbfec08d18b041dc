import type { CommandInputs } from '../command.js';
import type { Entity, Kind, Ref, Step } from '../entity.js';
import { setStatus } from './idea.js';
import type { Work } from './work.js';

/** Moves an idea to a status, and keeps that it was moved; undefined where it stands there already. */
export function move(work: Work, input: CommandInputs['idea.set-status']): Ref<'step'> | undefined {
  const { id, note } = input;
  const from = work.find({ kind: 'idea', id })?.status;
  setStatus(work, input);
  return from === undefined ? undefined : keepStep(work, id, from, note);
}

/** Keeps that an idea was moved from a status to the one that it has now, if it was. */
export function keepStep(work: Work, id: string, from: string, note?: string): Ref<'step'> | undefined {
  const idea = work.need('idea', id, 'id');
  if (idea.status === from) return undefined;
  const ref = { kind: 'step', id: freeId(work, 'step', idea) } as const;
  work.create<Step>({
    ...ref,
    board: idea.board,
    idea: id,
    author: work.actor.id,
    from,
    to: idea.status,
    ...(note?.trim() && { note }),
  });
  return ref;
}

/** An id for what tells of a change to an entity: each has a revision of its own, but what was imported may have its number. */
export function freeId(work: Work, kind: Kind, { id, revision }: Pick<Entity, 'id' | 'revision'>): string {
  let n = revision;
  while (!work.isFree({ kind, id: `${id}~${n}` })) n++;
  return `${id}~${n}`;
}
