import {
  comparePlaces,
  defaultSort,
  kinds,
  placeOf,
  refKey,
  type Backend,
  type Capabilities,
  type Change,
  type ListKind,
  type Ref,
  type ResumeToken,
} from '@rallykit/core';
import { equal } from '../assert.js';
import { listAll } from '../stage.js';
import { personas, type Persona } from '../world.js';
import { refOf } from './order.js';
import type { ModelState } from './state.js';

/** Refs under which there never is anything. */
const nowhere: readonly Ref[] = kinds.map((kind) => ({ kind, id: 'nowhere' }));

/** Fails when what somebody finds, by lists and one by one, is not what the model has for them. */
export async function sameForReader(
  backend: Backend,
  supports: Capabilities,
  model: ModelState,
  persona: Persona,
): Promise<void> {
  const reader = personas[persona];
  for (const kind of supports.kinds) {
    const sort = supports.sorts.includes(defaultSort(kind)) ? defaultSort(kind) : supports.sorts[0]!;
    const expected = model
      .list(kind, reader)
      .sort((a, b) => comparePlaces(placeOf(a, sort), placeOf(b, sort), sort));
    const found = await listAll<ListKind>(backend, { kind, sort, first: supports.limits.page });
    equal(found, expected, `what ${persona} finds in the list of ${kind}`);
  }
  const refs = [...model.refs, ...nowhere];
  const found = await backend.get(refs);
  refs.forEach((ref, at) =>
    equal(found[at], model.seen(ref, reader), `what ${persona} finds as ${refKey(ref)}`),
  );
}

/** Fails when what the feed told since `from` does not lead to what the model has. `operator` sees everything. */
export async function sameInFeed(operator: Backend, model: ModelState, from: ResumeToken): Promise<void> {
  const told = new Map<string, Change>();
  for await (const event of operator.watch!({}, from)) {
    if (event.type === 'reset' && event.reason === 'gap' && model.forgotten) return;
    if (event.type === 'reset') throw new Error(`the feed ought to go on, but said reset:${event.reason}`);
    if (event.type === 'caught-up') break;
    for (const change of event.changes) {
      const key = refKey(refOf(change));
      const before = told.get(key);
      if (before && revisionOf(change) <= revisionOf(before))
        throw new Error(`the feed told #${revisionOf(change)} of ${key} after #${revisionOf(before)}`);
      told.set(key, change);
    }
  }
  for (const [key, change] of told) {
    const last = model.stored(refOf(change));
    equal(
      change.type === 'put' ? change.entity : change.tombstone,
      last,
      `the last that the feed told of ${key}`,
    );
  }
  const untold = model.changed.filter((ref) => !told.has(refKey(ref)));
  equal(untold.map(refKey), [], 'what changed and the feed did not tell of');
}

const revisionOf = (change: Change): number =>
  change.type === 'put' ? change.entity.revision : change.tombstone.revision;
