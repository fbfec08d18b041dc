import {
  isTombstone,
  parentOf,
  peopleOf,
  placeOf,
  refKey,
  visible,
  type Change,
  type Entity,
  type Identity,
  type Tombstone,
} from '@rallykit/core';
import type { EntityRow } from './tables.js';

export type Stored = Entity | Tombstone;

/** What is stored of an entity, or of what was one. */
export function toRow(community: string, value: Stored): EntityRow {
  const { kind, id } = value;
  const row = { community, kind, id, value };
  if (isTombstone(value)) return row;
  const parent = parentOf(value);
  return {
    ...row,
    ...(parent && { parent: refKey(parent) }),
    people: peopleOf(value).map((member) => [community, kind, member]),
    created: placeOf(value, 'new')[0],
    score: placeOf(value, 'top')[0],
    trend: placeOf(value, 'trending')[0],
    talk: placeOf(value, 'discussed')[0],
    active: placeOf(value, 'active')[0],
  };
}

export const storedIn = (change: Change): Stored =>
  change.type === 'put' ? change.entity : change.tombstone;

export const changeOf = (value: Stored): Change =>
  isTombstone(value) ? { type: 'remove', tombstone: value } : { type: 'put', entity: value };

export const mayHear = (change: Change, reader: Identity | null): boolean =>
  visible(storedIn(change), reader);
