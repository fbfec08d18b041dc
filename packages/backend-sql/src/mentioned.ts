import {
  ballotId,
  communityRef,
  followId,
  parentOf,
  voteId,
  type Command,
  type Identity,
  type Kind,
  type Ref,
} from '@rallykit/core';

/**
 * What a command most likely needs, so that it is read in one go. Only a guess: what is missing is read when the rules
 * ask for it.
 */
export function mentioned({ type, input }: Command, actor: Identity | null): Ref[] {
  const refs: Ref[] = [communityRef];
  const me = actor?.id;
  if (me !== undefined) refs.push({ kind: 'member', id: me });
  if (type === 'entity.import') {
    const { entity } = input;
    refs.push(entity, parentOf(entity) ?? entity);
    if ('board' in entity) refs.push({ kind: 'board', id: entity.board });
    return refs;
  }
  const [kind] = type.split('.') as [Kind];
  if ('id' in input) refs.push({ kind, id: input.id });
  for (const part of ['board', 'question', 'answer', 'poll'] as const) {
    const id = (input as Partial<Record<typeof part, string | null>>)[part];
    if (typeof id === 'string') refs.push({ kind: part, id });
  }
  if ('ships' in input) for (const id of input.ships ?? []) refs.push({ kind: 'idea', id });
  if (me !== undefined && (type === 'comment.create' || type === 'follow.set')) {
    const followed = type === 'follow.set' ? ({ kind: 'idea', id: input.idea } as const) : input.subject;
    refs.push(followed, { kind: 'follow', id: followId(me, followed) });
  }
  if (me !== undefined && type === 'mark.set') refs.push({ kind: 'mark', id: me });
  const about = 'subject' in input ? input.subject : 'ref' in input ? input.ref : undefined;
  if (about) refs.push(about);
  if (me !== undefined && type === 'vote.set') refs.push({ kind: 'vote', id: voteId(me, input.subject) });
  if (me !== undefined && type === 'ballot.set') refs.push({ kind: 'ballot', id: ballotId(me, input.poll) });
  return refs;
}
