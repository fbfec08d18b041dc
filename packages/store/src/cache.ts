import {
  isTombstone,
  parentOf,
  refKey,
  type Command,
  type CommandType,
  type Entities,
  type Entity,
  type Identity,
  type Kind,
  type Ref,
  type Tombstone,
} from '@rallykit/core';

export type Copy = Entity | Tombstone;

/** A command that the backend has not confirmed, and when it was given. */
export interface Unconfirmed {
  readonly command: Command;
  readonly at: number;
}

/** Who acts here, as far as it is known; undefined while it is not. */
export interface Actor {
  readonly identity: Identity | null;
  readonly may: readonly CommandType[];
}

/** What changed, by key: how it looked before. */
export type Before = ReadonlyMap<string, Copy | undefined>;

export type Cache = ReturnType<typeof createCache>;

const isNewer = (copy: Copy, old: Copy): boolean =>
  copy.revision > old.revision || (copy.revision === old.revision && isTombstone(copy) && !isTombstone(old));

/**
 * Each entity once. What the backend confirmed and what is pending are kept apart: the shown state is what core
 * anticipates of the pending commands over the confirmed state, so to take an act back is to leave its command out.
 */
export function createCache() {
  const confirmed = new Map<string, Copy>();
  /** What the backend said is not there, or not for this person's eyes. */
  const absent = new Set<string>();
  /** What pending commands make, by key. */
  const optimistic = new Map<string, Copy>();

  const at = (key: string) => optimistic.get(key) ?? confirmed.get(key);

  function entity(key: string): Entity | undefined {
    const found = at(key);
    if (!found || isTombstone(found)) return undefined;
    const parent = parentOf(found);
    return parent && missing(parent) ? undefined : found;
  }

  /** Whether it is known that there is no such entity: it or what it belongs to was removed, or never was. */
  const missing = (ref: Ref): boolean => knows(ref) && !entity(refKey(ref));

  /** Whether it is known what is there, be it nothing. */
  const knows = (ref: Ref): boolean => at(refKey(ref)) !== undefined || absent.has(refKey(ref));

  return {
    absent,
    optimistic,
    at,
    entity,
    missing,
    knows,

    get size(): number {
      return confirmed.size + absent.size;
    },

    get: <K extends Kind>(ref: Ref<K>) => entity(refKey(ref)) as Entities[K] | undefined,

    confirmed: (key: string) => confirmed.get(key),

    /**
     * Takes in what is newer among the copies and what the backend says is not there, has the pending commands laid over
     * all, and tells what looks different now.
     */
    update(
      copies: readonly Copy[],
      refs: readonly Ref[],
      lay: (before: Map<string, Copy | undefined>) => void,
    ): Before {
      const before = new Map<string, Copy | undefined>(optimistic);
      const put = (key: string, copy?: Copy) => {
        if (!before.has(key)) before.set(key, confirmed.get(key));
        if (copy) {
          absent.delete(key);
          confirmed.set(key, copy);
        } else {
          confirmed.delete(key);
          absent.add(key);
        }
      };
      for (const ref of refs) put(refKey(ref));
      for (const copy of copies) {
        const key = refKey(copy);
        const old = confirmed.get(key);
        if (!old || isNewer(copy, old)) put(key, copy);
      }
      optimistic.clear();
      lay(before);
      for (const [key, copy] of before) if (at(key) === copy) before.delete(key);
      return before;
    },

    /** Forgets what is confirmed and matches. */
    forget(matches: (key: string, copy: Copy) => boolean): void {
      for (const [key, copy] of confirmed) if (matches(key, copy)) confirmed.delete(key);
    },
  };
}
