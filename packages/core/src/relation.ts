import type { Change } from './backend.js';
import { parentOf, refKey, type Entities, type Entity, type Kind, type Ref } from './entity.js';
import type { State } from './match.js';

/**
 * Entities of one kind that hang together, for the rules that have to look at many at once:
 * - `of`: what belongs to another entity, as `parentOf` says: the votes on an idea, the answers of a question
 * - `by`: what a member has a part in, as `isBy` says: their votes and ballots, what they wrote or lead, what thanks them
 */
export type Relation<K extends Kind = Kind> =
  { readonly kind: K; readonly of: Ref } | { readonly kind: K; readonly by: string };

/**
 * The state as a store gives it to `reduce`: it can be asked for a relation too. A store that is asked asynchronously
 * gives a `Loader` to `reduceAsync` instead.
 */
export interface WholeState extends State {
  /**
   * All entities of a relation, in any order. Removed ones are not among them; those that hang on something removed may
   * be, since the rules look past them. `isRelated` says for one entity whether it belongs.
   */
  related<K extends Kind>(relation: Relation<K>): readonly Entities[K][];
}

/**
 * The members whom changes erase. A store that removes a member forgets, in the same transaction and without a trace:
 * - every vote and ballot `by` them, and what is by them under something removed; the changes do not name these
 * - the outcomes of their commands
 * - its history up to then, in which their name and votes stand; whoever resumes from before it gets a `reset`
 *
 * What others' commands did has to be told as it is now, not as it was.
 */
export const erasedBy = (changes: readonly Change[]): string[] =>
  changes.flatMap((change) =>
    change.type === 'remove' && change.tombstone.kind === 'member' ? [change.tombstone.id] : [],
  );

/** The members who wrote an entity, answered it for the team, cast it or lead it, or are thanked in it. */
export function peopleOf(entity: Entity): string[] {
  const people = [
    'author' in entity ? entity.author : undefined,
    'by' in entity ? entity.by : undefined,
    'member' in entity ? entity.member : undefined,
    'owner' in entity ? entity.owner : undefined,
    'response' in entity ? entity.response.author : undefined,
    ...('thanks' in entity ? entity.thanks.people : []),
  ];
  return people.filter((member) => member !== undefined);
}

export const isBy = (entity: Entity, member: string): boolean => peopleOf(entity).includes(member);

export function isRelated(entity: Entity, relation: Relation): boolean {
  if (entity.kind !== relation.kind) return false;
  if ('by' in relation) return isBy(entity, relation.by);
  const parent = parentOf(entity);
  return parent !== undefined && refKey(parent) === refKey(relation.of);
}

/** A key for maps: unique for each relation. */
export const relationKey = (relation: Relation): string =>
  'by' in relation ? `${relation.kind} by ${relation.by}` : `${relation.kind} of ${refKey(relation.of)}`;
