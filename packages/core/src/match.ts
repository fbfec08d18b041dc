import { parentOf, refKey, voteId, type Entities, type Entity, type Kind, type Ref } from './entity.js';
import type { Query } from './query.js';
import type { Relation } from './relation.js';

/** Whatever can give the current entities. */
export interface State {
  get<K extends Kind>(ref: Ref<K>): Entities[K] | undefined;
  /** Whether an entity was here and was removed, or went with what it belonged to: its id is not free again. */
  gone?(ref: Ref): boolean;
  /** See `WholeState`. What is not a whole store, such as a browser's view of one, does without. */
  related?<K extends Kind>(relation: Relation<K>): readonly Entities[K][];
}

/** A query but for what `matches` tells: the text that is looked for, whose votes something has, who is told, and its `Finds`. */
export type Filter = Omit<Query, 'search' | 'similar' | 'voted' | 'told' | Finds>;

/** Conditions that only the team asks by, so that the lists of others need not know them. */
export type Finds = 'since' | 'until' | 'votes' | 'unanswered';

/** Whether an entity belongs to what a filter lets through. `viewer` is the id of the member who asks. */
export function fits(entity: Entity, query: Filter, viewer: string | undefined, state: State): boolean {
  if (entity.kind !== query.kind || 'mergedInto' in entity !== Boolean(query.merged)) return false;
  if ('archived' in entity !== Boolean(query.archived)) return false;
  if (query.board !== undefined && !('board' in entity && entity.board === query.board)) return false;
  if (query.subject && !belongs(entity, query.subject)) return false;
  if (query.status && !('status' in entity && query.status.includes(entity.status))) return false;
  for (const field of ['tags', 'ships'] as const)
    if (!anyOf((entity as Partial<Record<typeof field, readonly unknown[]>>)[field], query[field]))
      return false;
  if (query.author !== undefined && !('author' in entity && entity.author === query.author)) return false;
  return !query.mine || isMine(entity, query.mine, viewer, state);
}

const anyOf = (there: readonly unknown[] = [], wanted: readonly string[] | undefined): boolean =>
  !wanted || wanted.some((each) => there.includes(each));

function belongs(entity: Entity, subject: Ref): boolean {
  const parent = parentOf(entity);
  return parent !== undefined && refKey(parent) === refKey(subject);
}

function isMine(
  entity: Entity,
  mine: NonNullable<Query['mine']>,
  viewer: string | undefined,
  state: State,
): boolean {
  if (viewer === undefined) return false;
  const posted = 'author' in entity && entity.author === viewer;
  const voted = () => Boolean(state.get({ kind: 'vote', id: voteId(viewer, entity) })?.value);
  return mine === 'posted' ? posted : mine === 'voted' ? voted() : posted || voted();
}
