import {
  parentOf,
  placeOf,
  refKey,
  type Change,
  type Entity,
  type Identity,
  type Tombstone,
  visible,
} from '@rallykit/core';
import type { Insertable } from 'kysely';
import type { EntityState, EntityTable } from './tables.js';

/** What is stored of an entity, or of what was one. */
export function toRow(community: string, value: Entity | Tombstone): Insertable<EntityTable> {
  const { kind, id } = value;
  const row = { community, ref: refKey(value), kind, id, body: JSON.stringify(value) };
  if ('removedAt' in value) {
    const nothing = { board: null, parent: null, author: null, status: null };
    const nowhere = { created: 0, score: 0, trend: 0, talk: 0, active: 0 };
    return { ...row, ...nothing, ...nowhere, state: 'gone' };
  }
  const parent = parentOf(value);
  return {
    ...row,
    state: stateOf(value),
    board: 'board' in value ? value.board : null,
    parent: parent ? refKey(parent) : null,
    author: authorOf(value),
    status: 'status' in value ? value.status : null,
    created: placeOf(value, 'new')[0],
    score: value.kind === 'follow' ? Number(value.on) : placeOf(value, 'top')[0],
    trend: placeOf(value, 'trending')[0],
    talk: placeOf(value, 'discussed')[0],
    active: placeOf(value, 'active')[0],
  };
}

function stateOf(value: Entity): EntityState {
  // What is one member's, everybody lists their own of only.
  if (value.kind === 'community' || 'member' in value || 'mergedInto' in value) return 'kept';
  return 'archived' in value ? 'archived' : 'pending' in value ? 'pending' : 'listed';
}

/** Who wrote it, or whose it is; of what all who follow are told, who did it. */
function authorOf(value: Entity): string | null {
  if ('author' in value) return value.author;
  if ('member' in value) return value.member ?? null;
  return 'by' in value ? value.by : null;
}

/** What is stored under a ref, as someone finds it; null when it is not there for them. */
export function seen(
  row: { state: EntityState; body: string },
  identity: Identity | null,
): Entity | Tombstone | null {
  if (row.state === 'orphan') return null;
  const value = JSON.parse(row.body) as Entity | Tombstone;
  return visible(value, identity) ? value : null;
}

export const changeOf = (value: Entity | Tombstone): Change =>
  'removedAt' in value ? { type: 'remove', tombstone: value } : { type: 'put', entity: value };

export const mayHear = (change: Change, identity: Identity | null): boolean =>
  visible(change.type === 'put' ? change.entity : change.tombstone, identity);
