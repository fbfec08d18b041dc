import {
  anticipate,
  communityRef,
  isTombstone,
  notPermitted,
  RallyError,
  refKey,
  type Change,
  type Command,
  type Community,
  type Entities,
  type Entity,
  type Kind,
  type Ref,
  type State,
  type Tombstone,
} from '@rallykit/core';
import type { Actor, Cache, Copy, Unconfirmed } from './cache.js';
import type { Session } from './types.js';

export const copyOf = (change: Change): Copy => (change.type === 'put' ? change.entity : change.tombstone);

/** What a command does to the state as it is shown; throws the RallyError that refuses it. */
function attempt(
  cache: Cache,
  command: Command,
  now: number,
  { identity, may }: Actor,
  state: State = cache,
): readonly Change[] {
  // What the community lets guests do, for as long as the community itself is not at hand.
  const guests = may.includes('idea.create') ? 'post' : may.includes('vote.set') ? 'vote' : 'none';
  const assumed = { ...communityRef, guests } as Community;
  const get = <K extends Kind>(ref: Ref<K>) =>
    state.get(ref) ?? (ref.kind === 'community' ? (assumed as Entities[K]) : undefined);
  const gone = (ref: Ref) => {
    const found = cache.at(refKey(ref));
    return found !== undefined && isTombstone(found);
  };
  return anticipate({ get, gone }, command, { actor: identity, now });
}

/** How looked before what a pending command makes: it is known to be new. */
export const notYet: Tombstone = { kind: 'idea', id: '', revision: 0, removedAt: 0 };

/** Lays what pending commands make over what is confirmed, each over those before it; `before` is how it looked. */
export function lay(
  cache: Cache,
  pending: readonly Unconfirmed[],
  actor: Actor,
  before: Map<string, Copy | undefined>,
): void {
  const { optimistic } = cache;
  for (const { command, at } of pending) {
    for (const copy of effects(cache, command, at, actor)) {
      const key = refKey(copy);
      if (!before.has(key)) before.set(key, cache.confirmed(key) ?? notYet);
      optimistic.set(key, copy);
    }
  }
  for (const [key, copy] of optimistic) {
    const was = before.get(key);
    // Made anew each time, what is pending mostly comes out the same.
    if (was && JSON.stringify(copy) === JSON.stringify(was)) optimistic.set(key, was);
  }
}

/** The copies that a pending command makes over what is confirmed. */
function effects(cache: Cache, command: Command, now: number, actor: Actor): Copy[] {
  try {
    return attempt(cache, command, now, actor).flatMap((change) => {
      if (change.type === 'remove') return change.tombstone;
      const { entity } = change;
      const base = cache.confirmed(refKey(entity));
      // An assumed community is none.
      if (!base) return entity.kind === 'community' ? [] : entity;
      // Revisions are the backend's to give: an edit made on top of this is based on the copy that is confirmed.
      const { revision, textRevision } = base as Partial<Extract<Entity, { textRevision: number }>>;
      return { ...entity, revision, ...(textRevision && { textRevision }) } as Entity;
    });
  } catch {
    // Refused on what is known here, which may be old: it has no effect to show, and the backend says why.
    return [];
  }
}

const madeByActing: readonly Kind[] = ['vote', 'ballot', 'member', 'community'];

/** Why a command would be refused, by the backend's own rule over what is at hand; undefined when it would not or it is not known. */
export function refusal(
  cache: Cache,
  { supports }: Session,
  who: Actor,
  act: Command,
  now: number,
): RallyError | undefined {
  if (!supports.commands.includes(act.type))
    return new RallyError('not-supported', 'The store of this community does not do this.');
  if (!who.may.includes(act.type)) return notPermitted(who.identity, act.type);
  let guessed = false;
  const get = <K extends Kind>(ref: Ref<K>) => {
    const found = cache.get(ref);
    // Its own new id, and what comes to be by acting, are rightly not there.
    const fresh = ref.id === (act.input as { id?: string }).id && act.type.endsWith('.create');
    if (!found && !cache.missing(ref) && !fresh && !madeByActing.includes(ref.kind)) guessed = true;
    return found;
  };
  try {
    attempt(cache, act, now, who, { get });
    return undefined;
  } catch (thrown) {
    return RallyError.is(thrown) && !guessed ? thrown : undefined;
  }
}
