import type { CommandInputs } from '../command.js';
import { formerMember, type Entity, type Kind, type Thanks, type Vote, type VotableKind } from '../entity.js';
import { RallyError } from '../error.js';
import { atLeast } from '../permission.js';
import type { Work } from './work.js';

/** What can name a member beside their own votes, ballots and the audit, which is never changed. */
const writings: readonly Kind[] = [
  'goal',
  'idea',
  'question',
  'answer',
  'comment',
  'poll',
  'update',
  'step',
  'notification',
];

/**
 * Removes a person and keeps what they did for others: posts stay, by nobody in particular, and votes become bare
 * counts. The votes and ballots themselves are not told of as removed, since their ids name the member: the store
 * forgets them along with the member (`erasedBy`).
 */
export function erase(work: Work, { id }: CommandInputs['member.erase']): void {
  const self = id === work.actor.id;
  if (!self && !atLeast(work.actor.role, 'leader')) {
    throw new RallyError('forbidden', 'You can erase yourself. To erase somebody else, ask who leads this.');
  }
  const member = work.need('member', id, 'id');
  for (const vote of work.related({ kind: 'vote', by: id })) if (vote.value !== 0) loseVoter(work, vote);
  for (const kind of writings) {
    for (const entity of work.related({ kind, by: id })) work.update(entity, withoutMember(entity, id));
  }
  work.remove(member);
  if (!self) work.audit('erase', member);
}

/** Counts a vote as one without a voter. */
function loseVoter(work: Work, { subject: ref, value, via }: Vote): void {
  const subject = work.find<VotableKind>(ref);
  if (!subject) return;
  const { tally } = subject;
  const [up, down] = value > 0 ? [tally.up - 1, tally.down] : [tally.up, tally.down - 1];
  work.update(subject, { tally: { ...tally, up, down, imported: tally.imported + value } });
  // What came by a merged idea goes back with it.
  const source = via === undefined ? undefined : work.find<'idea'>({ kind: 'idea', id: via });
  if (!source || source.mergedInto !== subject.id) return;
  work.update(source, { carried: (source.carried ?? 0) + value });
}

/** An entity that names nobody in particular where it named a member. */
export function withoutMember(entity: Entity, id: string): Entity {
  return {
    ...entity,
    ...('author' in entity && entity.author === id && { author: formerMember }),
    ...('by' in entity && entity.by === id && { by: formerMember }),
    ...('owner' in entity && entity.owner === id && { owner: formerMember }),
    ...('response' in entity &&
      entity.response.author === id && { response: { ...entity.response, author: formerMember } }),
    ...('thanks' in entity && { thanks: thanksWithout(entity.thanks, id) }),
  };
}

/** Who was thanked by name counts among the others from then on. */
function thanksWithout({ people, others }: Thanks, id: string): Thanks {
  const left = people.filter((each) => each !== id);
  return { people: left, others: others + people.length - left.length };
}
